import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import {
  assertObject, checkId, liquidity, MAX_ID, MAX_NAME, optionalDecimal, optionalText, positionSide, requiredDecimal, requiredText, side, timestamp,
} from '../orders/field-checks.js'; // prettier-ignore
import type { Liquidity, OrderSide, PositionSide } from '../orders/order.js';
import { UpdateFault } from '../orders/update-fault.js';

/** One fill as exchanges tell it in their streams of trades. `null` means the same as leaving a field out. */
export interface AccountTrade {
  readonly exchange: string;
  readonly symbol: string;
  /** The order that it is a fill of. `orderId` or `clientOrderId` must be given. */
  readonly orderId?: string | null;
  readonly clientOrderId?: string | null;
  /** Unique within the order: a trade that is told again changes nothing. */
  readonly tradeId: string;
  readonly side: OrderSide;
  /** The order's, or else NET, where it is left out. */
  readonly positionSide?: PositionSide | null;
  readonly quantity: string;
  readonly price: string;
  /** Positive when paid, negative for a rebate. */
  readonly fee?: string | null;
  readonly feeCurrency?: string | null;
  readonly liquidity?: Liquidity | null;
  /** The exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** A trade that was checked and copied; amounts in `10^-18`. */
export interface CheckedTrade {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly tradeId: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly quantity: bigint;
  readonly price: bigint;
  readonly fees: Amounts;
  readonly liquidity: Liquidity | null;
  readonly timestamp: number | null;
}

const FIELDS: ReadonlySet<string> = new Set<keyof AccountTrade>([
  'exchange', 'symbol', 'orderId', 'clientOrderId', 'tradeId', 'side', 'positionSide', 'quantity', 'price', 'fee', 'feeCurrency', 'liquidity', 'timestamp',
]); // prettier-ignore

/**
 * @param known the leg of the trade's order, where that is known.
 * @throws {UpdateFault} naming the first field that is wrong.
 */
export function checkTrade(trade: AccountTrade, known: PositionSide | undefined): CheckedTrade {
  assertObject(trade);
  for (const field of Object.keys(trade))
    if (!FIELDS.has(field)) throw new UpdateFault(field, 'is not a field of a trade; leave it out');
  const given = trade as { readonly [Field in keyof AccountTrade]: unknown };
  const id = checkId(given.orderId, 'orderId');
  const clientOrderId = checkId(given.clientOrderId, 'clientOrderId');
  if (id === null && clientOrderId === null)
    throw new UpdateFault('orderId', 'is missing: give orderId or clientOrderId');
  return {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, undefined),
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, undefined),
    id,
    clientOrderId,
    tradeId: requiredText(given.tradeId, 'tradeId', MAX_ID, undefined),
    side: side(given.side),
    positionSide: positionSide(given.positionSide, known),
    quantity: aboveZero(given.quantity, 'quantity'),
    price: aboveZero(given.price, 'price'),
    fees: feesOf(given.fee, given.feeCurrency),
    liquidity: liquidity(given.liquidity),
    timestamp: timestamp(given.timestamp),
  };
}

function aboveZero(value: unknown, field: string): bigint {
  const amount = toFixedPoint(requiredDecimal(value, field, undefined));
  if (amount === 0n) throw new UpdateFault(field, 'must be above zero');
  return amount;
}

function feesOf(fee: unknown, feeCurrency: unknown): Amounts {
  const amount = optionalDecimal(fee, 'fee', null, true);
  const currency = optionalText(feeCurrency, 'feeCurrency', MAX_NAME, null);
  if (amount === null || amount === '0') return NO_AMOUNTS;
  if (currency === null)
    throw new UpdateFault('feeCurrency', 'is missing: a fee that is not zero needs its currency');
  return [{ currency, amount: toFixedPoint(amount) }];
}
