import { Entry, Unit } from '../state/entry.js';
import type { PositionPlace, PositionRecord } from './position-record.js';

/** The names of the two tables that make up positions. */
export const POSITIONS = 'position';
export const WATERMARKS = 'watermark';

/** A position's place in the table. It shares its unit with all of its watermarks. */
export class PositionEntry extends Entry<PositionRecord> {
  override readonly unit: Unit = new Unit();

  constructor(record: PositionRecord) {
    super(POSITIONS, positionKey(record), record);
  }
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function positionKey({ exchange, symbol, positionSide }: PositionPlace): string {
  return `${exchange}\u001f${symbol}\u001f${positionSide}`;
}
