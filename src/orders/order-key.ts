import type { OrderRecord } from './order-record.js';

/** Ids and symbols hold no control characters, so that this one parts them without doubt. */
export const MARKET_SEPARATOR = '\u001f';

/** What a key is made of. */
export type KeyNames = Pick<OrderRecord, 'exchange' | 'symbol' | 'id' | 'clientOrderId'>;

/**
 * The key that an order keeps for life: made of its id, or of its client id if that is all that was known when it was first heard of.
 *
 * @param birth tells orders of one client id apart: a request may be made again under it.
 */
export function orderKey(order: KeyNames, birth = ''): string {
  const place = order.exchange + MARKET_SEPARATOR + order.symbol + MARKET_SEPARATOR;
  if (order.id !== null) return place + order.id;
  return `${place}${MARKET_SEPARATOR}${order.clientOrderId}${MARKET_SEPARATOR}${birth}`;
}

/** The id in a key that begins with the place of its market; null where it was made of a client id. */
export function idInKey(key: string, { length }: string): string | null {
  return key.startsWith(MARKET_SEPARATOR, length) ? null : key.slice(length);
}

/**
 * What a key was made of.
 *
 * @param share makes equal texts one, where many keys are read (see `SharedTexts`).
 */
export function namesOfKey(key: string, share: (text: string) => string = asIs): KeyNames {
  const exchangeEnd = key.indexOf(MARKET_SEPARATOR);
  const symbolEnd = key.indexOf(MARKET_SEPARATOR, exchangeEnd + 1);
  const exchange = share(key.slice(0, exchangeEnd));
  const symbol = share(key.slice(exchangeEnd + 1, symbolEnd));
  const rest = key.slice(symbolEnd + 1);
  if (!rest.startsWith(MARKET_SEPARATOR)) return { exchange, symbol, id: rest, clientOrderId: null };
  return { exchange, symbol, id: null, clientOrderId: rest.slice(1, rest.indexOf(MARKET_SEPARATOR, 1)) };
}

function asIs(text: string): string {
  return text;
}
