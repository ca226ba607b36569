import type { FieldReader } from './field-reader.js';
import { invalid } from './map-row.js';
import type { Mapped } from './mapped.js';
import { isRecord } from './row.js';

/** What rows of one kind tell; `read` is where in the message they stand. */
export type MapRows = (rows: readonly unknown[], read: FieldReader) => Mapped[];

/**
 * Maps the rows of a message one by one: a row that is wrong does not stop the others.
 *
 * @param map what a row tells. Throws `UpdateFault` for what cannot be true.
 * @param gather what the rows that tell something make together.
 */
export function mapRows<Told>(
  rows: readonly unknown[],
  read: FieldReader,
  map: (row: unknown, read: FieldReader) => Told,
  gather: (told: readonly Told[]) => Mapped | readonly Mapped[],
): Mapped[] {
  const told: Told[] = [];
  const faults: Mapped[] = [];
  for (let at = 0; at < rows.length; at++) {
    try {
      told.push(map(rows[at], read.at(at)));
    } catch (error) {
      faults.push(invalid(error));
    }
  }
  if (told.length === 0) return faults;
  const gathered = gather(told);
  return [...(isList(gathered) ? gathered : [gathered]), ...faults];
}

function isList(gathered: Mapped | readonly Mapped[]): gathered is readonly Mapped[] {
  return Array.isArray(gathered);
}

/**
 * Maps the rows that stand in a field of a row. One that is missing or null has none.
 *
 * @param read of the row.
 */
export function mapList(row: unknown, field: string, read: FieldReader, map: MapRows): Mapped[] {
  if (!isRecord(row)) return [invalid(read.ownFault('must be an object'))];
  const list = row[field] ?? [];
  return Array.isArray(list) ? map(list, read.at(field)) : [invalid(read.fault(field, 'must be a list'))];
}
