import type { OrderUpdate } from '../../orders/order.js';
import { isRecord, MessageRow } from '../message-row.js';

type Names = Pick<OrderUpdate, 'clientOrderId' | 'replaces'>;

const NO_NAMES: Names = {};

/**
 * The names that `info`, which is what the exchange itself sent, tells of a replaced order and ccxt has no field for, or reads otherwise: of an
 * amended order of Binance spot ccxt gives the client id that it had before; Alpaca names the order that a new one replaced.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function replacedNames(info: unknown, place: string): Names {
  if (!isRecord(info)) return NO_NAMES;
  const row = new MessageRow<'e' | 'x' | 'c' | 'C' | 'replaces'>(info, `${place}.info`);
  if (info['e'] === 'executionReport' && info['x'] === 'REPLACED') {
    const [now, before] = [row.text('c'), row.text('C')];
    return now === null || before === null || now === before
      ? NO_NAMES
      : { clientOrderId: now, replaces: before };
  }
  return typeof info['replaces'] === 'string' ? { replaces: row.text('replaces') } : NO_NAMES;
}
