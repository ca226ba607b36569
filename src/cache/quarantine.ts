import { removalOf } from '../state/entry.js';
import type { Loaded } from './scope-loader.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import { Recount } from './recount.js';
import type { ScopeTables } from './scope-tables.js';

/**
 * Sets damaged records aside, so that the rest of a scope can serve. Each is kept as it is under another key, in the commit that takes it out. What
 * vanished is named and counted no more; positions are what the orders that are left make them.
 *
 * @returns what was set aside or is missing, in words.
 */
export function setAside(
  tables: ScopeTables,
  { damaged, missing, found, faults }: Loaded,
  at: number,
): string[] {
  const recounts = Array.from(found, ([type, { count, sum }]) => new Recount(type, { count, sum }));
  const removals = damaged.flatMap((each) => {
    const record: QuarantinedRecord = { ...each, at };
    const kept = tables.quarantine.place(`${record.type}:${record.key}`, record);
    return [kept, removalOf(record.type, record.key)];
  });
  tables.positions.forgetOrders();
  if (recounts.length + removals.length > 0) tables.changes.markTogether([...recounts, ...removals]);
  return [...damaged.map(({ reason }) => reason), ...missing, ...faults];
}
