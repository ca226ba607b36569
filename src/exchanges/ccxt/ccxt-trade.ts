import { fromFixedPoint } from '../../decimal/fixed-point.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { MappedTrade } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { ccxtFees } from './ccxt-fees.js';
import { legOf } from './ccxt-leg.js';
import type { CcxtTrade } from './ccxt-structures.js';
import { CCXT_SIDES } from './ccxt-words.js';
import { toldSide } from './told-side.js';

const LIQUIDITY: ReadonlyMap<unknown, Liquidity> = new Map<unknown, Liquidity>([
  ['maker', 'MAKER'],
  ['taker', 'TAKER'],
]);

/**
 * A unified trade of one's own. A fee that was charged in several currencies at once is not told.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtTrade(exchange: string, message: unknown, read: FieldReader): MappedTrade {
  const trade = read.row<keyof CcxtTrade>(message);
  const charged = fee(trade, read);
  return {
    exchange,
    symbol: read.requiredText(trade.symbol, 'symbol'),
    orderId: read.requiredText(trade.order, 'order'),
    clientOrderId: null,
    tradeId: read.requiredText(trade.id, 'id'),
    side: toldSide(trade.info)?.side ?? read.requiredChoice(trade.side, 'side', CCXT_SIDES),
    positionSide: legOf(trade.info),
    quantity: read.requiredPositive(trade.amount, 'amount'),
    price: read.requiredPositive(trade.price, 'price'),
    fee: charged.fee,
    feeCurrency: charged.feeCurrency,
    liquidity: LIQUIDITY.get(trade.takerOrMaker) ?? null,
    timestamp: read.timestamp(trade.timestamp, 'timestamp'),
  };
}

function fee(trade: Fields<keyof CcxtTrade>, read: FieldReader): Pick<MappedTrade, 'fee' | 'feeCurrency'> {
  const [only, ...others] = ccxtFees(trade, read);
  return only === undefined || others.length > 0
    ? { fee: null, feeCurrency: null }
    : { fee: fromFixedPoint(only.amount), feeCurrency: only.currency };
}
