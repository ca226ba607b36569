import { UpdateFault } from '../orders/update-fault.js';
import type { FieldReader } from './field-reader.js';
import type { Mapped } from './mapped.js';

/** What one row tells. Throws `UpdateFault` for what cannot be true. */
export type MapRow = (row: unknown, read: FieldReader) => readonly Mapped[];

/** Maps a message that is one row. */
export function mapRow(row: unknown, read: FieldReader, map: MapRow): readonly Mapped[] {
  try {
    return map(row, read);
  } catch (error) {
    return [invalid(error)];
  }
}

/** What a fault of a row reads as. @throws what is no fault of a row. */
export function invalid(error: unknown): Mapped {
  if (!(error instanceof UpdateFault)) throw error;
  return { kind: 'invalid', field: error.field, reason: error.reason };
}
