import { Entry, Unit } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { PositionPlace, PositionRecord } from './position-record.js';

/** A position's place in the table. It shares its unit with all of its watermarks. */
export class PositionEntry extends Entry<PositionRecord> {
  override readonly unit: Unit = new Unit();

  constructor(record: PositionRecord) {
    super(CacheKey.POSITION, positionKey(record), record);
  }
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function positionKey({ exchange, symbol, positionSide }: PositionPlace): string {
  return `${exchange}\u001f${symbol}\u001f${positionSide}`;
}
