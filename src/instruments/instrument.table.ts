import { powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { Table } from '../state/table.js';
import type { Changes } from '../state/changes.js';
import { CacheKey } from '../stores/cache-key.js';
import { checkInstrument } from './check-instrument.js';
import type { Instrument, InstrumentKind } from './instrument.js';

/** What accounting has to know of a market. */
export interface ContractTerms {
  readonly kind: InstrumentKind;
  /** In `10^-18`. */
  readonly contractSize: bigint;
  /** The base currency, where a holding of it pays fees: on spot markets. */
  readonly feesFrom: string | null;
}

/** A market that nobody has registered. */
export const UNREGISTERED: ContractTerms = Object.freeze({
  kind: 'linear',
  contractSize: powerOfTen(SCALE),
  feesFrom: null,
});

/** The instruments of a scope. One that is not here is linear with contract size 1. */
export class InstrumentTable extends Table<Instrument> {
  private readonly terms = new Map<string, Map<string, ContractTerms>>();

  constructor(changes: Changes) {
    super(CacheKey.INSTRUMENT, changes);
  }

  at(exchange: string, symbol: string): Instrument | null {
    return this.get(instrumentKey(exchange, symbol));
  }

  termsOf(exchange: string, symbol: string): ContractTerms {
    return this.terms.get(exchange)?.get(symbol) ?? UNREGISTERED;
  }

  register(instrument: Instrument): void {
    this.put(instrumentKey(instrument.exchange, instrument.symbol), instrument);
    this.learn(instrument);
  }

  /** Registers the contract size that came with an update; what else is known of the market stays. */
  registerContractSize(exchange: string, symbol: string, contractSize: string): void {
    const known = this.at(exchange, symbol);
    if (known?.contractSize === contractSize) return;
    this.register(
      known === null
        ? checkInstrument({ exchange, symbol, contractSize })
        : Object.freeze({ ...known, contractSize }),
    );
  }

  override place(key: string, instrument: Instrument): ReturnType<Table<Instrument>['place']> {
    this.learn(instrument);
    return super.place(key, instrument);
  }

  override clear(): void {
    super.clear();
    this.terms.clear();
  }

  /** Two maps, so that an update makes no key. */
  private learn({ exchange, symbol, kind, contractSize, base }: Instrument): void {
    const terms: ContractTerms = {
      kind,
      contractSize: toFixedPoint(contractSize),
      feesFrom: kind === 'spot' ? base : null,
    };
    const ofExchange = this.terms.get(exchange);
    if (ofExchange === undefined) this.terms.set(exchange, new Map([[symbol, terms]]));
    else ofExchange.set(symbol, terms);
  }
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function instrumentKey(exchange: string, symbol: string): string {
  return `${exchange}\u001f${symbol}`;
}
