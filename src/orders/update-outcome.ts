/** Why an update was refused: the field that is wrong, and what is wrong with it. */
export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}

/**
 * What became of an update.
 * - `applied`: something changed, fees included.
 * - `duplicate`: nothing changed, and the update is not older than the record.
 * - `stale`: nothing changed, and the update is older.
 * - `rejected`: refused for the named field; nothing changed.
 */
export type UpdateOutcome = 'applied' | 'duplicate' | 'stale' | 'rejected';
