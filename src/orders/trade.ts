import type { Liquidity } from '../ledger/execution.js';
import {
  assertObject, checkId, liquidity, MAX_ID, MAX_NAME, optionalDecimal, optionalText, positionSide, requiredDecimal, requiredText, side, timestamp,
} from './field-checks.js'; // prettier-ignore
import type { OrderSide, PositionSide } from './order.js';
import { UpdateFault } from './update-fault.js';

/** One execution as exchanges report it in their streams of trades. `null` means the same as leaving a field out. */
export interface AccountTrade {
  readonly exchange: string;
  readonly symbol: string;
  /** The order that it is an execution of. `orderId` or `clientOrderId` must be given. */
  readonly orderId?: string | null;
  readonly clientOrderId?: string | null;
  /** Unique within the order: a trade that is reported again changes nothing. */
  readonly tradeId: string;
  readonly side: OrderSide;
  /** Where it is left out, the trade is of the order's leg. */
  readonly positionSide?: PositionSide | null;
  readonly quantity: string;
  readonly price: string;
  /** Positive when paid, negative for a rebate; left out where the exchange did not say it. */
  readonly fee?: string | null;
  readonly feeCurrency?: string | null;
  readonly liquidity?: Liquidity | null;
  /** The exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** Which trade an exchange has taken back. The order need not be named where the trade is known. */
export interface TradeBust {
  readonly exchange: string;
  readonly symbol: string;
  readonly tradeId: string;
  readonly orderId?: string | null;
  readonly clientOrderId?: string | null;
  /** When it was taken back: the exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** A trade that was checked and copied; decimals canonical. */
export interface CheckedTrade {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly tradeId: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide | null;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: Liquidity | null;
  readonly timestamp: number | null;
}

export type CheckedBust = Pick<
  CheckedTrade,
  'exchange' | 'symbol' | 'id' | 'clientOrderId' | 'tradeId' | 'timestamp'
>;

const FIELDS: ReadonlySet<string> = new Set<keyof AccountTrade>([
  'exchange', 'symbol', 'orderId', 'clientOrderId', 'tradeId', 'side', 'positionSide', 'quantity', 'price', 'fee', 'feeCurrency',
  'liquidity', 'timestamp',
]); // prettier-ignore
const BUST_FIELDS: ReadonlySet<string> = new Set<keyof TradeBust>([
  'exchange', 'symbol', 'orderId', 'clientOrderId', 'tradeId', 'timestamp',
]); // prettier-ignore

/** @throws {UpdateFault} naming the first field that is wrong. */
export function checkTrade(trade: AccountTrade): CheckedTrade {
  assertObject(trade);
  const given = trade as { readonly [Field in keyof AccountTrade]: unknown };
  const checked: CheckedTrade = {
    ...namesOf(given),
    side: side(given.side),
    positionSide: positionSide(given.positionSide),
    quantity: aboveZero(given.quantity, 'quantity'),
    price: aboveZero(given.price, 'price'),
    ...feeOf(given.fee, given.feeCurrency),
    liquidity: liquidity(given.liquidity),
    timestamp: timestamp(given.timestamp),
  };
  if (checked.id === null && checked.clientOrderId === null)
    throw new UpdateFault('orderId', 'is missing: give orderId or clientOrderId');
  assertFields(trade, FIELDS, 'a trade');
  return checked;
}

/** @throws {UpdateFault} naming the first field that is wrong. */
export function checkBust(bust: TradeBust): CheckedBust {
  assertObject(bust);
  assertFields(bust, BUST_FIELDS, 'a bust');
  const given = bust as { readonly [Field in keyof TradeBust]: unknown };
  return { ...namesOf(given), timestamp: timestamp(given.timestamp) };
}

function namesOf(given: {
  readonly [Field in keyof TradeBust]: unknown;
}): Pick<CheckedTrade, 'exchange' | 'symbol' | 'id' | 'clientOrderId' | 'tradeId'> {
  return {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, undefined),
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, undefined),
    id: checkId(given.orderId, 'orderId'),
    clientOrderId: checkId(given.clientOrderId, 'clientOrderId'),
    tradeId: requiredText(given.tradeId, 'tradeId', MAX_ID, undefined),
  };
}

function assertFields(message: object, fields: ReadonlySet<string>, name: string): void {
  for (const field of Object.keys(message))
    if (!fields.has(field)) throw new UpdateFault(field, `is not a field of ${name}; leave it out`);
}

function aboveZero(value: unknown, field: string): string {
  const amount = requiredDecimal(value, field, undefined);
  if (amount === '0') throw new UpdateFault(field, 'must be above zero');
  return amount;
}

function feeOf(fee: unknown, feeCurrency: unknown): Pick<CheckedTrade, 'fee' | 'feeCurrency'> {
  const amount = optionalDecimal(fee, 'fee', null, true);
  const currency = optionalText(feeCurrency, 'feeCurrency', MAX_NAME, null);
  if (amount !== null && amount !== '0' && currency === null)
    throw new UpdateFault('feeCurrency', 'is missing: a fee that is not zero needs its currency');
  return { fee: amount, feeCurrency: amount === null ? null : currency };
}
