/** What a scope may not hold any number of; see `WORD_OF` for what each counts. */
export type LimitName =
  | 'orders'
  | 'idempotencyKeys'
  | 'adjustments'
  | 'marketData'
  | 'positions'
  | 'instruments'
  | 'balances'
  | 'parameters'
  | 'metadata'
  | 'leverages'
  | 'text';

/** How much a scope may hold; the options of these names say what each is. */
export interface LimitOptions {
  readonly maxOrders: number;
  readonly maxAdjustments: number;
  readonly maxMarketData: number;
  readonly maxRecords: number;
  readonly maxText: number;
}

/** The option that sets each limit. */
export const OPTION_OF: Readonly<Record<LimitName, keyof LimitOptions>> = {
  orders: 'maxOrders',
  idempotencyKeys: 'maxOrders',
  adjustments: 'maxAdjustments',
  marketData: 'maxMarketData',
  positions: 'maxRecords',
  instruments: 'maxRecords',
  balances: 'maxRecords',
  parameters: 'maxRecords',
  metadata: 'maxRecords',
  leverages: 'maxRecords',
  text: 'maxText',
};

export const LIMIT_NAMES = Object.keys(OPTION_OF) as readonly LimitName[];

/** What is counted, in words. */
export const WORD_OF: Readonly<Record<LimitName, string>> = {
  orders: 'orders, those that ended and are remembered included',
  idempotencyKeys: 'idempotency keys',
  adjustments: 'adjustments',
  marketData: 'values of market data',
  positions: 'positions',
  instruments: 'instruments',
  balances: 'balances',
  parameters: 'parameters',
  metadata: 'symbols with metadata',
  leverages: 'leverages',
  text: 'characters of market data, parameters and metadata',
};
