import { UpdateFault } from '../orders/update-fault.js';
import type { Mapped } from './mapped.js';

/**
 * Maps the rows of a message one by one: a row that is wrong does not stop the others.
 *
 * @param map what a row tells; null if that is nothing. Throws `UpdateFault` for what cannot be true.
 * @param gather what the rows that tell something make together.
 */
export function mapRows<Told>(
  rows: readonly unknown[],
  place: string,
  map: (row: unknown, place: string) => Told | null,
  gather: (told: readonly Told[]) => Mapped,
): Mapped[] {
  const told: Told[] = [];
  const faults: Mapped[] = [];
  rows.forEach((row, at) => {
    try {
      const each = map(row, `${place}[${at}]`);
      if (each !== null) told.push(each);
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      faults.push({ kind: 'invalid', field: error.field, reason: error.reason });
    }
  });
  return told.length === 0 ? faults : [gather(told), ...faults];
}
