import type { Entry } from './entry.js';

/**
 * Entries that are committed together or not at all: a position and its watermarks, an order that leaves memory and the
 * tombstone that it leaves.
 */
export class Unit {
  /** The members that changed since they were last taken. */
  readonly dirty: Entry[] = [];
  /** When the first of them changed (see `Changes.tick`). */
  dirtySince = 0;
}
