import type { FieldReader } from '../field-reader.js';
import { isRecord } from '../row.js';

interface Names {
  /** Null: it is the one that ccxt gives. */
  readonly clientOrderId: string | null;
  readonly replaces: string | null;
}

const NO_NAMES: Names = { clientOrderId: null, replaces: null };

/**
 * The names that `info`, which is what the exchange itself sent, tells of a replaced order and ccxt has no field for, or reads otherwise: of an
 * amended order of Binance spot ccxt gives the client id that it had before; Alpaca names the order that a new one replaced.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function replacedNames(info: unknown, read: FieldReader): Names {
  if (!isRecord(info)) return NO_NAMES;
  if (info['e'] === 'executionReport' && info['x'] === 'REPLACED') {
    const readInfo = read.at('info');
    const [now, before] = [readInfo.text(info['c'], 'c'), readInfo.text(info['C'], 'C')];
    return now === null || before === null || now === before
      ? NO_NAMES
      : { clientOrderId: now, replaces: before };
  }
  const { replaces } = info;
  return typeof replaces === 'string'
    ? { clientOrderId: null, replaces: read.at('info').text(replaces, 'replaces') }
    : NO_NAMES;
}
