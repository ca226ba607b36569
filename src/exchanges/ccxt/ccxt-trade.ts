import { fromFixedPoint } from '../../decimal/fixed-point.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { MappedTrade } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { ccxtFees } from './ccxt-fees.js';
import { legOf } from './ccxt-leg.js';
import type { CcxtTrade } from './ccxt-structures.js';
import { CCXT_SIDES } from './ccxt-words.js';
import { mexcSide } from './mexc-side.js';

const LIQUIDITY: ReadonlyMap<unknown, Liquidity> = new Map<unknown, Liquidity>([
  ['maker', 'MAKER'],
  ['taker', 'TAKER'],
]);

/**
 * A unified trade of one's own. A fee that was charged in several currencies at once is not told.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtTrade(exchange: string, trade: unknown, place: string): MappedTrade {
  const row = new MessageRow<keyof CcxtTrade>(trade, place);
  return {
    exchange,
    symbol: row.requiredText('symbol'),
    orderId: row.requiredText('order'),
    clientOrderId: null,
    tradeId: row.requiredText('id'),
    side: mexcSide(row.raw('info'))?.side ?? row.requiredChoice('side', CCXT_SIDES),
    positionSide: legOf(row.raw('info')),
    quantity: row.requiredPositive('amount'),
    price: row.requiredPositive('price'),
    ...fee(row, place),
    liquidity: LIQUIDITY.get(row.raw('takerOrMaker')) ?? null,
    timestamp: row.timestamp('timestamp'),
  };
}

function fee(row: MessageRow<keyof CcxtTrade>, place: string): Pick<MappedTrade, 'fee' | 'feeCurrency'> {
  const [only, ...others] = ccxtFees(row, place);
  return only === undefined || others.length > 0
    ? { fee: null, feeCurrency: null }
    : { fee: fromFixedPoint(only.amount), feeCurrency: only.currency };
}
