import type { StoredRecord } from '../stores/state-store.js';

/** The name of the table of records that were set aside. */
export const QUARANTINE = 'quarantine';

/** A record that was set aside because it could not be trusted: what the store had, and why. */
export interface QuarantinedRecord extends StoredRecord {
  readonly reason: string;
  /** When it was set aside (ms). */
  readonly at: number;
}
