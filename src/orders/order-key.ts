import type { OrderRecord } from './order-record.js';

/** Ids and symbols hold no control characters, so that this one parts them without doubt. */
const SEPARATOR = '\u001f';

/** What a key is made of. */
export type KeyNames = Pick<OrderRecord, 'exchange' | 'symbol' | 'id' | 'clientOrderId'>;

/**
 * The key that an order keeps for life: made of its id, or of its client id if that is all that was known when it was first heard of.
 *
 * @param birth tells orders of one client id apart: a request may be made again under it.
 */
export function orderKey(order: KeyNames, birth = ''): string {
  const place = orderPlace(order.exchange, order.symbol);
  if (order.id !== null) return place + order.id;
  return `${place}${SEPARATOR}${order.clientOrderId}${SEPARATOR}${birth}`;
}

/** What the keys of all orders of a market begin with. */
export function orderPlace(exchange: string, symbol: string): string {
  return exchange + SEPARATOR + symbol + SEPARATOR;
}

/** The id in a key that begins with the place of its market; null where it was made of a client id. */
export function idInKey(key: string, { length }: string): string | null {
  return key.startsWith(SEPARATOR, length) ? null : key.slice(length);
}

/** A market as the keys of its orders name it. All its orders share these texts. */
export interface Market {
  readonly exchange: string;
  readonly symbol: string;
  /** What the keys of its orders begin with. */
  readonly place: string;
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
    if (market === undefined) {
      market = { exchange, symbol, place: orderPlace(exchange, symbol) };
      symbols.set(symbol, market);
    }
    return market;
  }
}

/**
 * What a key was made of.
 *
 * @param share makes equal texts one, where many keys are read (see `SharedTexts`).
 */
export function namesOfKey(key: string, share: (text: string) => string = asIs): KeyNames {
  const exchangeEnd = key.indexOf(SEPARATOR);
  const symbolEnd = key.indexOf(SEPARATOR, exchangeEnd + 1);
  const exchange = share(key.slice(0, exchangeEnd));
  const symbol = share(key.slice(exchangeEnd + 1, symbolEnd));
  const rest = key.slice(symbolEnd + 1);
  if (!rest.startsWith(SEPARATOR)) return { exchange, symbol, id: rest, clientOrderId: null };
  return { exchange, symbol, id: null, clientOrderId: rest.slice(1, rest.indexOf(SEPARATOR, 1)) };
}

function asIs(text: string): string {
  return text;
}
