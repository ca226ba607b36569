/** Which way an order trades. */
export type OrderSide = 'BUY' | 'SELL';

/** The position leg that an order works on: NET in one-way mode, LONG or SHORT in hedge mode. */
export const POSITION_SIDES = ['NET', 'LONG', 'SHORT'] as const;
export type PositionSide = (typeof POSITION_SIDES)[number];

/** Whether a fill was made by an order that rested on the book (MAKER) or by one that traded at once. */
export type Liquidity = 'MAKER' | 'TAKER';

export const OPEN_STATUSES = ['INITIALIZED', 'PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'CANCELING'] as const;
export const TERMINAL_STATUSES = ['FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'] as const;

export type OpenStatus = (typeof OPEN_STATUSES)[number];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];
export type OrderStatus = OpenStatus | TerminalStatus;

/** Amounts by currency, as decimal strings: `{ USDT: '0.04' }`. */
export type CurrencyAmounts = Readonly<Record<string, string>>;

/**
 * What the exchange said about an order at one moment. Quantities are decimal strings and cumulative; the last fill
 * may ride along. `null` means the same as leaving a field out. `id` or `clientOrderId` must be given.
 */
export interface OrderUpdate {
  readonly exchange: string;
  readonly symbol: string;
  readonly id?: string | null;
  readonly clientOrderId?: string | null;
  readonly status: OrderStatus | 'FAILED';
  readonly side: OrderSide;
  readonly type?: string | null;
  readonly timeInForce?: string | null;
  /** Limit price. */
  readonly price?: string | null;
  readonly amount: string;
  /** Cumulative filled quantity. */
  readonly filled: string;
  /** Cumulative average price of `filled`. */
  readonly average?: string | null;
  /** Quantity of the last fill. */
  readonly lastFilled?: string | null;
  readonly lastFilledPrice?: string | null;
  /** The exchange's id of the last fill. */
  readonly tradeId?: string | null;
  /** Fee of the last fill: positive when paid, negative for a rebate. */
  readonly fee?: string | null;
  readonly feeCurrency?: string | null;
  /** Whether the last fill made or took liquidity. */
  readonly liquidity?: Liquidity | null;
  /** Cumulative fees of the order; where given, they win over the sum of `fee`s. */
  readonly cumFees?: CurrencyAmounts | null;
  readonly reduceOnly?: boolean | null;
  /** The order's, or else NET, where it is left out. */
  readonly positionSide?: PositionSide | null;
  /** Units of the base per contract; fills in the instrument where none was registered. */
  readonly contractSize?: string | null;
  readonly reason?: string | null;
  /** The id or client id of the order that this one replaced. */
  readonly replaces?: string | null;
  /** The id that the same order had before: it goes on under `id`, its cumulative figures carried on. */
  readonly formerId?: string | null;
  /** The exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** What is said of an order, and what is believed of it. Decimals are canonical strings. */
export interface OrderFacts {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly status: OrderStatus;
  readonly side: OrderSide;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly price: string | null;
  readonly amount: string;
  readonly filled: string;
  readonly average: string | null;
  readonly lastFilled: string | null;
  readonly lastFilledPrice: string | null;
  readonly tradeId: string | null;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly positionSide: PositionSide;
  readonly reason: string | null;
  readonly timestamp: number | null;
}

/** What the cache believes about an order: the merge of all its updates. Frozen. */
export interface Order extends OrderFacts {
  /** `amount - filled`, never below zero (a quote-sized order fills to more than its amount). */
  readonly remaining: string;
  readonly cumFees: CurrencyAmounts;
  /** Cost of the last fill, `lastFilled x lastFilledPrice`. */
  readonly cost: string | null;
  /** Cost of everything filled, `filled x average`. */
  readonly cumCost: string | null;
  readonly reduceOnly: boolean;
  /** The caller means to cancel it and the exchange has not settled that yet. */
  readonly cancelIntent: boolean;
}

/** Whether an order in this status can still trade. */
export function isOpenStatus(status: OrderStatus): status is OpenStatus {
  return !isTerminalStatus(status);
}

/** Whether an order in this status has ended. */
export function isTerminalStatus(status: OrderStatus): status is TerminalStatus {
  return status === 'FILLED' || status === 'CANCELED' || status === 'EXPIRED' || status === 'REJECTED';
}
