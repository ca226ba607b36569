import { MAX_NAME } from '../../orders/field-checks.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { MessageRow } from '../message-row.js';

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
export function lastFill(row: MessageRow<'x' | 'l' | 'L' | 't' | 'n' | 'N' | 'm'>): LastFill {
  const lastFilled = row.decimal('l');
  if (lastFilled === null) return NOT_TOLD;
  if (lastFilled === '0' || row.text('x') === 'TRADE_PREVENTION') return NO_FILL;
  const fee = row.computed('n') ?? '0';
  const feeCurrency = row.text('N', MAX_NAME);
  return {
    lastFilled,
    lastFilledPrice: row.positive('L'),
    tradeId: idOf(row, 't'),
    fee: fee !== '0' && feeCurrency === null ? null : fee,
    feeCurrency,
    liquidity: liquidityOf(row),
  };
}

/** Which side of its last trade an order was. */
export function liquidityOf(row: MessageRow<'m'>): Liquidity | null {
  const isMaker = row.flag('m');
  return isMaker === null ? null : isMaker ? 'MAKER' : 'TAKER';
}

/** An id; Binance writes 0 or -1 where there is none. */
export function idOf<Field extends string>(row: MessageRow<Field>, field: Field): string | null {
  const id = row.text(field);
  return id === '0' || id === '-1' ? null : id;
}
