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

/** What a key was made of. */
export function idsOfKey(key: string): Pick<OrderRecord, 'exchange' | 'symbol' | 'id' | 'clientOrderId'> {
  const [exchange = '', symbol = '', id = '', clientOrderId] = key.split(SEPARATOR);
  return clientOrderId === undefined
    ? { exchange, symbol, id, clientOrderId: null }
    : { exchange, symbol, id: null, clientOrderId };
}
