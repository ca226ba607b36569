import { powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
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

/** An instrument with the contract sizes that it had before. */
export interface StoredInstrument extends Instrument {
  /** Each with the exchange time (ms) before which it held, oldest first. */
  readonly formerSizes?: readonly { readonly contractSize: string; readonly before: number }[];
}

/** The terms of a market, with those that it had before. */
interface DatedTerms {
  readonly instrument: Instrument;
  readonly terms: ContractTerms;
  readonly former: readonly { readonly terms: ContractTerms; readonly before: number }[];
}

/** The instruments of a scope. One that is not here is linear with contract size 1. */
export class InstrumentTable extends Table<StoredInstrument> {
  private readonly terms = new Map<string, Map<string, DatedTerms>>();

  constructor(
    changes: Changes,
    private readonly limits: Limits = NO_LIMITS,
  ) {
    super(CacheKey.INSTRUMENT, changes);
  }

  /** @throws {LimitReachedError} if there is no room for all those of them that are new. */
  admit(instruments: readonly Instrument[]): void {
    const keys = new Set(instruments.map(({ exchange, symbol }) => instrumentKey(exchange, symbol)));
    this.limits.admit('instruments', [...keys].filter((key) => !this.has(key)).length);
  }

  at(exchange: string, symbol: string): Instrument | null {
    return this.terms.get(exchange)?.get(symbol)?.instrument ?? null;
  }

  /** The terms of a market at an exchange time (ms). */
  termsAt(exchange: string, symbol: string, at: number): ContractTerms {
    const known = this.terms.get(exchange)?.get(symbol);
    if (known === undefined) return UNREGISTERED;
    if (known.former.length === 0) return known.terms;
    return known.former.find(({ before }) => at < before)?.terms ?? known.terms;
  }

  /** The terms of a market now. */
  termsOf(exchange: string, symbol: string): ContractTerms {
    return this.termsAt(exchange, symbol, Infinity);
  }

  /**
   * Registers a market, or other terms of it.
   *
   * @param from since when a contract size that differs holds (ms); null where it always did.
   */
  register(instrument: Instrument, from: number | null = null): void {
    const key = instrumentKey(instrument.exchange, instrument.symbol);
    const known = this.get(key);
    const formerSizes = [...(known?.formerSizes ?? [])];
    if (known !== null && from !== null && known.contractSize !== instrument.contractSize)
      formerSizes.push({ contractSize: known.contractSize, before: from });
    const stored = formerSizes.length === 0 ? instrument : Object.freeze({ ...instrument, formerSizes });
    this.put(key, stored);
    this.learn(stored);
  }

  /** Registers the contract size that came with a report; what else is known of the market stays. @param from as in `register`. */
  registerContractSize(exchange: string, symbol: string, contractSize: string, from: number | null): void {
    const known = this.at(exchange, symbol);
    if (known?.contractSize === contractSize) return;
    const told =
      known === null ? checkInstrument({ exchange, symbol, contractSize }) : { ...known, contractSize };
    this.register(Object.freeze(told), from);
  }

  override place(key: string, instrument: StoredInstrument): ReturnType<Table<StoredInstrument>['place']> {
    this.learn(instrument);
    return super.place(key, instrument);
  }

  override clear(): void {
    super.clear();
    this.terms.clear();
  }

  /** Two maps, so that an update makes no key. */
  private learn(stored: StoredInstrument): void {
    const { formerSizes = [], ...instrument } = stored;
    const { exchange, symbol, kind, contractSize, base } = instrument;
    const termsWith = (size: string): ContractTerms => ({
      kind,
      contractSize: toFixedPoint(size),
      feesFrom: kind === 'spot' ? base : null,
    });
    const dated: DatedTerms = {
      instrument: Object.freeze(instrument),
      terms: termsWith(contractSize),
      former: formerSizes.map((each) => ({ terms: termsWith(each.contractSize), before: each.before })),
    };
    const ofExchange = this.terms.get(exchange);
    if (ofExchange === undefined) this.terms.set(exchange, new Map([[symbol, dated]]));
    else ofExchange.set(symbol, dated);
  }
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function instrumentKey(exchange: string, symbol: string): string {
  return `${exchange}\u001f${symbol}`;
}
