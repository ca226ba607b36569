import { MAX_NAME } from '../../orders/field-checks.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import { integerText } from '../integer-text.js';
import type { Fields } from '../row.js';
import type { BinanceOrderFields } from './binance-messages.js';

type LastFill = Pick<
  OrderUpdate,
  'lastFilled' | 'lastFilledPrice' | 'tradeId' | 'fee' | 'feeCurrency' | 'liquidity'
>;

/** What an answer to a request says of the last fill. */
const NOT_TOLD: LastFill = {
  lastFilled: null,
  lastFilledPrice: null,
  tradeId: null,
  fee: null,
  feeCurrency: null,
  liquidity: null,
};

const NO_FILL: LastFill = {
  lastFilled: '0',
  lastFilledPrice: null,
  tradeId: null,
  fee: '0',
  feeCurrency: null,
  liquidity: null,
};

/**
 * The fill that an order message tells; Binance leaves out a commission that is not charged. A trade that self-trade prevention kept from
 * happening is none. An order without `l` does not say whether anything was filled last.
 */
export function lastFill(order: Fields<keyof BinanceOrderFields>, read: FieldReader): LastFill {
  const lastFilled = read.decimal(order.l, 'l');
  if (lastFilled === null) return NOT_TOLD;
  if (lastFilled === '0' || read.text(order.x, 'x') === 'TRADE_PREVENTION') return NO_FILL;
  const fee = read.computed(order.n, 'n') ?? '0';
  const feeCurrency = read.text(order.N, 'N', MAX_NAME);
  return {
    lastFilled,
    lastFilledPrice: read.positive(order.L, 'L'),
    tradeId: idOf(order.t, 't', read),
    fee: fee !== '0' && feeCurrency === null ? null : fee,
    feeCurrency,
    liquidity: liquidityOf(order.m, read),
  };
}

/** Which side of its last trade an order was. */
export function liquidityOf(m: unknown, read: FieldReader): Liquidity | null {
  const isMaker = read.flag(m, 'm');
  return isMaker === null ? null : isMaker ? 'MAKER' : 'TAKER';
}

/** An id; Binance writes 0 or -1 where there is none. */
export function idOf(value: unknown, field: string, read: FieldReader): string | null {
  const isInteger = typeof value === 'number' && Number.isSafeInteger(value);
  const id = isInteger ? integerText(value) : read.text(value, field);
  return id === '0' || id === '-1' ? null : id;
}
