import type { OrderRecord } from './order-record.js';

/** Ids and symbols hold no control characters, so that this one parts them without doubt. */
const SEPARATOR = '\u001f';

/**
 * The key that an order keeps for life: made of its id, or of its client id if that is all that was known when it was
 * first heard of.
 */
export function orderKey(order: Pick<OrderRecord, 'exchange' | 'symbol' | 'id' | 'clientOrderId'>): string {
  const place = order.exchange + SEPARATOR + order.symbol + SEPARATOR;
  return order.id === null ? place + SEPARATOR + order.clientOrderId : place + order.id;
}

/**
 * What a key was made of.
 *
 * @param share makes equal texts one, where many keys are read (see `SharedTexts`).
 */
export function idsOfKey(
  key: string,
  share: (text: string) => string = asIs,
): Pick<OrderRecord, 'exchange' | 'symbol' | 'id' | 'clientOrderId'> {
  const exchangeEnd = key.indexOf(SEPARATOR);
  const symbolEnd = key.indexOf(SEPARATOR, exchangeEnd + 1);
  const exchange = share(key.slice(0, exchangeEnd));
  const symbol = share(key.slice(exchangeEnd + 1, symbolEnd));
  const id = key.slice(symbolEnd + 1);
  return id.startsWith(SEPARATOR)
    ? { exchange, symbol, id: null, clientOrderId: id.slice(1) }
    : { exchange, symbol, id, clientOrderId: null };
}

function asIs(text: string): string {
  return text;
}
