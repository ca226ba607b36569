import { UpdateFault } from '../orders/update-fault.js';
import type { Mapped } from './mapped.js';

/**
 * Maps a message that is one row.
 *
 * @param map what the row tells. Throws `UpdateFault` for what cannot be true.
 */
export function mapRow(map: () => readonly Mapped[]): readonly Mapped[] {
  try {
    return map();
  } catch (error) {
    if (!(error instanceof UpdateFault)) throw error;
    return [{ kind: 'invalid', field: error.field, reason: error.reason }];
  }
}
