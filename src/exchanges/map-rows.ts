import { UpdateFault } from '../orders/update-fault.js';
import type { Mapped } from './mapped.js';
import { isRecord } from './message-row.js';

/** What rows of one kind tell; `place` is where in the message they stand. */
export type MapRows = (rows: readonly unknown[], place: string) => Mapped[];

/**
 * Maps the rows of a message one by one: a row that is wrong does not stop the others.
 *
 * @param map what a row tells. Throws `UpdateFault` for what cannot be true.
 * @param gather what the rows that tell something make together.
 */
export function mapRows<Told>(
  rows: readonly unknown[],
  place: string,
  map: (row: unknown, place: string) => Told,
  gather: (told: readonly Told[]) => Mapped | readonly Mapped[],
): Mapped[] {
  const told: Told[] = [];
  const faults: Mapped[] = [];
  rows.forEach((row, at) => {
    try {
      told.push(map(row, `${place}[${at}]`));
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      faults.push({ kind: 'invalid', field: error.field, reason: error.reason });
    }
  });
  return told.length === 0 ? faults : [gather(told), faults].flat();
}

/** Maps the rows that stand in a field of a row. One that is missing or null has none. */
export function mapList(row: unknown, field: string, place: string, map: MapRows): Mapped[] {
  if (!isRecord(row)) return [{ kind: 'invalid', field: place, reason: 'must be an object' }];
  const list = row[field] ?? [];
  return Array.isArray(list)
    ? map(list, `${place}.${field}`)
    : [{ kind: 'invalid', field: `${place}.${field}`, reason: 'must be a list' }];
}
