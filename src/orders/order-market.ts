import type { OrderEntry } from './order-entry.js';
import { MARKET_SEPARATOR } from './order-key.js';

/** A market with its orders that queries show. All its orders share its texts. */
export class Market {
  /** What the keys of its orders begin with. */
  readonly place: string;
  readonly open = new OrderList();
  readonly ended = new OrderList();

  constructor(
    readonly exchange: string,
    readonly symbol: string,
  ) {
    this.place = exchange + MARKET_SEPARATOR + symbol + MARKET_SEPARATOR;
  }
}

/**
 * Orders, the last that came last. An order is in one such list at most, and links those beside it itself: so nothing is hashed, and an order takes two
 * references where a `Set` takes four times as much.
 */
export class OrderList {
  private first: OrderEntry | null = null;
  private last: OrderEntry | null = null;

  add(entry: OrderEntry): void {
    const { last } = this;
    entry.before = last;
    if (last === null) this.first = entry;
    else last.after = entry;
    this.last = entry;
  }

  /** @param entry that is in it. */
  delete(entry: OrderEntry): void {
    const { before, after } = entry;
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.last = before;
    else after.before = before;
    entry.before = null;
    entry.after = null;
  }

  /** All of them as they are now: whoever goes through them may change the list. */
  all(): OrderEntry[] {
    const all: OrderEntry[] = [];
    for (let entry = this.first; entry !== null; entry = entry.after) all.push(entry);
    return all;
  }
}

/** The markets that orders were heard of in. */
export class Markets {
  private readonly markets = new Map<string, Map<string, Market>>();

  /** A market that was heard of, or null. */
  find(exchange: string, symbol: string): Market | null {
    return this.markets.get(exchange)?.get(symbol) ?? null;
  }

  at(exchange: string, symbol: string): Market {
    let symbols = this.markets.get(exchange);
    if (symbols === undefined) this.markets.set(exchange, (symbols = new Map()));
    let market = symbols.get(symbol);
    if (market === undefined) symbols.set(symbol, (market = new Market(exchange, symbol)));
    return market;
  }

  /** Those of an exchange, of a symbol, of both, or all. */
  *matching(exchange: string | undefined, symbol: string | undefined): IterableIterator<Market> {
    for (const symbols of valuesFor(this.markets, exchange)) yield* valuesFor(symbols, symbol);
  }

  clear(): void {
    this.markets.clear();
  }
}

function* valuesFor<V>(map: ReadonlyMap<string, V>, key: string | undefined): IterableIterator<V> {
  if (key === undefined) {
    yield* map.values();
    return;
  }
  const value = map.get(key);
  if (value !== undefined) yield value;
}
