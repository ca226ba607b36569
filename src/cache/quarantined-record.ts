import type { StoredRecord } from '../stores/state-store.js';

/** A record that was set aside because it could not be trusted: what the store had, and why. */
export interface QuarantinedRecord extends StoredRecord {
  readonly reason: string;
  /** When it was set aside (ms). */
  readonly at: number;
}
