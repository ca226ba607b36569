import type { Changes } from '../state/changes.js';
import { DueQueue } from '../state/due-queue.js';
import type { Entry } from '../state/entry.js';
import { frozenJson } from '../state/frozen-json.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
import { MeasuredTable } from '../state/measured.table.js';
import { toJson } from '../state/to-json.js';
import { CacheKey } from '../stores/cache-key.js';
import type { Aged, MarketDataByKind, MarketDataKind } from './market-data.js';
import { checkMarketData, checkName, notJson } from './market-data.check.js';

/** A value as JSON and when it was set. The text is the copy: neither the setter's object nor a reader's can change it. */
export interface MarketDatum {
  readonly json: string;
  /** On the cache's own clock (ms). */
  readonly setAt: number;
  /** From when on it is gone (ms). */
  readonly expiresAt: number;
}

/** Under which the prices of a symbol are kept. */
interface PriceKeys {
  readonly markPrice: string;
  readonly trade: string;
}

/** So many symbols' keys are at hand; more are made again. */
const MAX_KEYS = 10_000;

/** The latest market data, by kind, symbol and interval. However fast values come, the store sees the newest per sync. */
export class MarketDataTable {
  readonly data: MeasuredTable<MarketDatum>;
  private readonly expiring = new DueQueue<Entry<MarketDatum>>();
  private readonly keys = new Map<string, PriceKeys>();
  private readonly parsed = new WeakMap<MarketDatum, unknown>();
  /** Of values that were set here, or asked for: none is parsed for it each time that another comes. */
  private readonly times = new WeakMap<MarketDatum, number | null>();

  constructor(
    changes: Changes,
    private readonly now: () => number,
    /** How long a value lives after it was set (ms). */
    private readonly timeToLive: number,
    private readonly limits: Limits = NO_LIMITS,
  ) {
    this.data = new MeasuredTable(CacheKey.MARKET_DATA, changes);
  }

  /**
   * Sets any JSON value of a symbol.
   *
   * @throws {InvalidMarketDataError} if it cannot be written as JSON.
   * @throws {LimitReachedError} if there is no room for it; a value that is no longer than the one before always has room.
   */
  setPlain(symbol: string, value: unknown): void {
    checkName(symbol, 'symbol');
    this.set(plainKey(symbol), toJson(value, notJson));
  }

  /** A symbol's plain value, frozen, or null. */
  plain(symbol: string): Aged<unknown> | null {
    return this.read(plainKey(symbol));
  }

  /**
   * Sets a typed value, unless one of a later `timestamp` is there: streams and requests may overtake each other.
   *
   * @throws {InvalidMarketDataError} naming the field that is wrong.
   * @throws {LimitReachedError} as `setPlain`.
   */
  setTyped<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    value: MarketDataByKind[Kind],
    interval?: string,
  ): void {
    checkName(symbol, 'symbol');
    if (interval !== undefined) checkName(interval, 'interval');
    const checked = checkMarketData(kind, value);
    const key = typedKey(kind, symbol, interval);
    const kept = this.timeOf(key);
    if (kept !== null && checked.timestamp !== null && checked.timestamp < kept) return;
    this.times.set(this.set(key, JSON.stringify(checked)), checked.timestamp);
  }

  /** The latest typed value, frozen, or null. */
  typed<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    interval?: string,
  ): Aged<MarketDataByKind[Kind]> | null {
    return this.read(typedKey(kind, symbol, interval)) as Aged<MarketDataByKind[Kind]> | null;
  }

  /** The price to value a position at: the mark price, else the last trade's. */
  markOf(symbol: string): { readonly price: string; readonly ageMs: number } | null {
    if (this.data.size === 0) return null;
    const { markPrice, trade } = this.priceKeys(symbol);
    const found = (this.read(markPrice) ?? this.read(trade)) as Aged<{ readonly price: string }> | null;
    return found === null ? null : { price: found.value.price, ageMs: found.ageMs };
  }

  /** Adds a stored value without marking it, as at load. */
  place(key: string, datum: MarketDatum): void {
    this.expiring.push(this.data.place(key, datum), datum.expiresAt);
  }

  clear(): void {
    this.data.clear();
    this.expiring.clear();
  }

  /** Removes up to `limit` values whose time is over. */
  expire(limit: number): number {
    let expired = 0;
    for (
      let entry = this.expiring.due(this.now());
      entry !== null && expired < limit;
      entry = this.expiring.due(this.now())
    ) {
      this.expiring.shift();
      if (entry.removed) continue;
      if (entry.record.expiresAt > this.now()) {
        this.expiring.push(entry, entry.record.expiresAt);
        continue;
      }
      this.data.remove(entry.key);
      expired++;
    }
    return expired;
  }

  /** The exchange's time of a typed value that is kept, or null. */
  private timeOf(key: string): number | null {
    const datum = this.data.get(key);
    if (datum === null || datum.expiresAt <= this.now()) return null;
    const known = this.times.get(datum);
    if (known !== undefined) return known;
    const { timestamp } = JSON.parse(datum.json) as { readonly timestamp: number | null };
    this.times.set(datum, timestamp);
    return timestamp;
  }

  private set(key: string, json: string): MarketDatum {
    const setAt = this.now();
    const expiresAt = setAt + this.timeToLive;
    const isNew = this.data.find(key) === null;
    if (!this.data.has(key)) this.limits.admit('marketData');
    this.limits.admit('text', this.data.growthBy(key, json));
    const entry = this.data.put(key, { json, setAt, expiresAt });
    if (isNew) this.expiring.push(entry, expiresAt);
    return entry.record;
  }

  /** Made once a symbol: every read of a position asks for its price. */
  private priceKeys(symbol: string): PriceKeys {
    const known = this.keys.get(symbol);
    if (known !== undefined) return known;
    const keys = { markPrice: typedKey('markPrice', symbol), trade: typedKey('trade', symbol) };
    if (this.keys.size >= MAX_KEYS) this.keys.clear();
    this.keys.set(symbol, keys);
    return keys;
  }

  private read(key: string): Aged<unknown> | null {
    const datum = this.data.get(key);
    const now = this.now();
    if (datum === null || datum.expiresAt <= now) return null;
    let value = this.parsed.get(datum);
    if (value === undefined) this.parsed.set(datum, (value = frozenJson(datum.json)));
    return { value, ageMs: Math.max(0, now - datum.setAt) };
  }
}

/** Names hold no control characters, so that this one parts them without doubt. */
const SEPARATOR = '\u001f';

function plainKey(symbol: string): string {
  return `json${SEPARATOR}${symbol}`;
}

function typedKey(kind: MarketDataKind, symbol: string, interval = ''): string {
  return kind + SEPARATOR + symbol + SEPARATOR + interval;
}
