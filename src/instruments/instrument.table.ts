import { Table } from '../state/table.js';
import type { Changes } from '../state/changes.js';

/** What accounting has to know about a market. */
export interface Instrument {
  readonly exchange: string;
  readonly symbol: string;
  /** Units of the base per contract, a canonical decimal above zero. */
  readonly contractSize: string;
}

export const INSTRUMENTS = 'instrument';

/** The instruments of a scope whose contract size is known. One that is not here is linear with contract size 1. */
export class InstrumentTable extends Table<Instrument> {
  constructor(changes: Changes) {
    super(INSTRUMENTS, changes);
  }

  contractSizeOf(exchange: string, symbol: string): string | null {
    return this.get(instrumentKey(exchange, symbol))?.contractSize ?? null;
  }

  register(instrument: Instrument): void {
    this.put(instrumentKey(instrument.exchange, instrument.symbol), instrument);
  }
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function instrumentKey(exchange: string, symbol: string): string {
  return `${exchange}\u001f${symbol}`;
}
