import type { AccountTrade, CurrencyAmounts, Order, OrderStatus, OrderUpdate } from '../../src/index.js';
import { T, update } from '../support/updates.js';
import type { Call, Delivered, Message } from './convergence-message.js';
import type { Services } from './convergence-scope.js';

/** What came wrong once, and what is right. Names, trade ids and legs are said only where a case says so. */
export interface KnownCase {
  readonly name: string;
  readonly steps: readonly Delivered[];
  /** What is held, by leg. */
  readonly held: Readonly<Record<string, string>>;
  /** What the only leg paid. */
  readonly fees?: CurrencyAmounts;
  /** Fields of the only order. */
  readonly order?: Partial<Order>;
  /**
   * What holds of the case without the exchange's times: the same; or nothing, because the case is about them. What a snapshot without a
   * time is worth depends on when it came, so such a case holds in order only.
   */
  readonly withoutTimes: 'in every order' | 'in order' | 'no';
}

const PLACE = { exchange: 'binance', symbol: 'BTCUSDT' } as const;
const FILL = { lastFilled: '1', lastFilledPrice: '100', status: 'PARTIALLY_FILLED' } as const;

function report(fields: Partial<OrderUpdate>, call: Call = 'applyUpdate'): Delivered {
  return { call, message: { kind: 'report', update: update({ id: null, timestamp: T + 1, ...fields }) } };
}

function trade(tradeId: string, fields: Partial<AccountTrade>): Delivered {
  const figures = { side: 'BUY', quantity: '1', price: '100', timestamp: T + 1 } as const;
  return {
    call: 'applyUpdate',
    message: { kind: 'trade', trade: { ...PLACE, ...figures, tradeId, ...fields } },
  };
}

function initialized(clientOrderId: string): Delivered {
  const order = {
    ...PLACE,
    clientOrderId,
    side: 'BUY',
    type: 'LIMIT',
    price: '100',
    amount: '10',
    timestamp: T,
  } as const;
  return { call: 'applyUpdate', message: { kind: 'caller', order } };
}

function snapshot(signedAmount: string, timestamp: number): Delivered {
  const entryPrice = signedAmount === '0' ? null : '100';
  const positions = [{ symbol: PLACE.symbol, signedAmount, entryPrice, timestamp }];
  return {
    call: 'applyUpdate',
    message: {
      kind: 'snapshot',
      snapshot: { exchange: PLACE.exchange, complete: true, timestamp, positions },
    },
  };
}

/** The first fill of an order, by a report. */
function firstFill(fields: Partial<OrderUpdate>, call?: Call): Delivered {
  return report({ ...FILL, filled: '1', tradeId: 't1', ...fields }, call);
}

const BOTH = { id: '7', clientOrderId: 'c' } as const;
const BOTH_OF_TRADE = { orderId: '7', clientOrderId: 'c' } as const;

export const KNOWN_CASES: readonly KnownCase[] = [
  {
    name: 'a trade by client id, then the report of both names and the same trade',
    steps: [trade('t1', { clientOrderId: 'c' }), firstFill(BOTH)],
    held: { NET: '1' },
    order: { id: '7', clientOrderId: 'c', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'a trade by client id, the same by id, then the report of both names',
    steps: [trade('t1', { clientOrderId: 'c' }), trade('t1', { orderId: '7' }), firstFill(BOTH)],
    held: { NET: '1' },
    order: { id: '7', clientOrderId: 'c', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'an order begun by client id, a trade by id, one report of both names by two calls',
    steps: [
      initialized('c'),
      trade('t1', { orderId: '7' }),
      firstFill(BOTH, 'orderStatusUpdate'),
      firstFill(BOTH),
    ],
    held: { NET: '1' },
    order: { id: '7', clientOrderId: 'c', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'a trade of both names, the order begun by client id, the same trade by a second connection',
    steps: [trade('t1', BOTH_OF_TRADE), initialized('c'), trade('t1', BOTH_OF_TRADE)],
    held: { NET: '1' },
    order: { id: '7', clientOrderId: 'c', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'an order begun by client id, a trade by id, another of both names, the report of both names',
    steps: [
      initialized('c'),
      trade('t1', { orderId: '7' }),
      trade('t2', BOTH_OF_TRADE),
      report({ ...BOTH, ...FILL, filled: '2', tradeId: 't2' }),
    ],
    held: { NET: '2' },
    order: { id: '7', clientOrderId: 'c', filled: '2' },
    withoutTimes: 'in every order',
  },
  {
    name: 'a trade without a leg, then one report of a LONG order by two calls',
    steps: [
      trade('t1', { orderId: '7' }),
      firstFill({ id: '7', positionSide: 'LONG' }, 'orderStatusUpdate'),
      firstFill({ id: '7', positionSide: 'LONG' }),
    ],
    held: { LONG: '1' },
    order: { positionSide: 'LONG', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'a fill of 0.5 by a report, a fill of 3 by a trade',
    steps: [
      firstFill({ id: '7', filled: '0.5', lastFilled: '0.5' }),
      trade('t2', { orderId: '7', quantity: '3' }),
    ],
    held: { NET: '3.5' },
    order: { filled: '3.5' },
    withoutTimes: 'in every order',
  },
  {
    name: 'a fill that was missed is in the snapshot that was adopted before the next report',
    steps: [
      report({ id: '7', timestamp: T }),
      snapshot('1', T + 5),
      report({ id: '7', ...FILL, filled: '2', timestamp: T + 9 }),
    ],
    held: { NET: '2' },
    order: { filled: '2' },
    withoutTimes: 'in order',
  },
  {
    name: 'a snapshot that equals what is here, then a fill of an earlier time',
    steps: [
      firstFill({ id: '7' }),
      snapshot('1', T + 9),
      firstFill({ id: '8', tradeId: 't8', timestamp: T + 3 }),
    ],
    held: { NET: '1' },
    withoutTimes: 'no',
  },
  {
    name: 'a snapshot of nothing where nothing is, then a fill of an earlier time',
    steps: [snapshot('0', T + 9), firstFill({ id: '7' })],
    held: { NET: '0' },
    order: { filled: '1' },
    withoutTimes: 'no',
  },
  {
    name: 'fees of 5 and -3 by reports, then the trade of the first',
    steps: [
      firstFill({ id: '7', fee: '5', feeCurrency: 'USDT' }),
      report({
        id: '7',
        ...FILL,
        filled: '2',
        tradeId: 't2',
        fee: '-3',
        feeCurrency: 'USDT',
        timestamp: T + 2,
      }),
      trade('t1', { orderId: '7', fee: '5', feeCurrency: 'USDT' }),
    ],
    held: { NET: '2' },
    fees: { USDT: '2' },
    order: { filled: '2', cumFees: { USDT: '2' } },
    withoutTimes: 'in every order',
  },
  {
    name: 'a trade with a fee of 5, then a report with fees of 2 altogether',
    steps: [
      trade('t1', { orderId: '7', fee: '5', feeCurrency: 'USDT' }),
      report({ id: '7', ...FILL, filled: '2', tradeId: 't2', cumFees: { USDT: '2' }, timestamp: T + 2 }),
    ],
    held: { NET: '2' },
    fees: { USDT: '2' },
    order: { filled: '2', cumFees: { USDT: '2' } },
    withoutTimes: 'in every order',
  },
  {
    name: 'CANCELED, and a fill of a later time',
    steps: [report({ id: '7', status: 'CANCELED' }), firstFill({ id: '7', timestamp: T + 2 })],
    held: { NET: '1' },
    order: { status: 'CANCELED', filled: '1' },
    // Of two ends and fills without a time nothing tells which was the later: an end is an end.
    withoutTimes: 'in every order',
  },
  {
    name: 'an order that was canceled after a fill, then a trade of another',
    steps: [firstFill({ id: '7', status: 'CANCELED' }), trade('t2', { orderId: '7' })],
    held: { NET: '2' },
    order: { status: 'CANCELED', filled: '2' },
    withoutTimes: 'in every order',
  },
  {
    name: 'an order under one client id, then under another, then under that one alone',
    steps: [
      report({ id: '7', clientOrderId: 'X' }),
      report({ id: '7', clientOrderId: 'Y', timestamp: T + 2 }),
      firstFill({ clientOrderId: 'Y', timestamp: T + 3 }),
    ],
    held: { NET: '1' },
    order: { id: '7', clientOrderId: 'Y', filled: '1' },
    withoutTimes: 'in every order',
  },
  {
    name: 'three fills of one order, by reports and by trades, names apart',
    steps: [
      firstFill({ clientOrderId: 'c' }),
      trade('t1', { orderId: '7' }),
      report({
        clientOrderId: 'c',
        ...FILL,
        filled: '2',
        lastFilledPrice: '110',
        tradeId: 't2',
        timestamp: T + 2,
      }),
      trade('t2', { clientOrderId: 'c', price: '110', timestamp: T + 2 }),
      report({ ...BOTH, ...FILL, filled: '3', lastFilledPrice: '120', tradeId: 't3', timestamp: T + 3 }),
      trade('t3', { orderId: '7', price: '120', timestamp: T + 3 }),
    ],
    held: { NET: '3' },
    order: { id: '7', clientOrderId: 'c', filled: '3' },
    withoutTimes: 'in every order',
  },
];

/** The same case as told by a feed without times. */
export function withoutTimes(message: Message): Message {
  const timestamp = null;
  switch (message.kind) {
    case 'report':
      return { kind: 'report', update: { ...message.update, timestamp } };
    case 'trade':
      return { kind: 'trade', trade: { ...message.trade, timestamp } };
    case 'snapshot': {
      const { timestamp: _, positions, ...snapshot } = message.snapshot;
      const untimed = (positions ?? []).map((each) => ({ ...each, timestamp }));
      return { kind: 'snapshot', snapshot: { ...snapshot, positions: untimed } };
    }
    default:
      return message;
  }
}

/** What a scope must have at the end of a known case. */
export function rightOf({ held, fees, order }: KnownCase): unknown {
  return { held, ...(fees !== undefined && { fees }), ...(order !== undefined && { orders: [order] }) };
}

/** What a scope has, as far as a known case says what is right. A leg that holds nothing is held; one that nothing moved does not exist. */
export function figuresOf({ orders, positions }: Services, { fees, order }: KnownCase): unknown {
  const legs = positions.positions();
  const fields = Object.keys(order ?? {}) as (keyof Order)[];
  return {
    held: Object.fromEntries(legs.map(({ positionSide, signedAmount }) => [positionSide, signedAmount])),
    ...(fees !== undefined && { fees: legs[0]?.fees }),
    ...(order !== undefined && {
      orders: orders.orders().map((each) => Object.fromEntries(fields.map((field) => [field, each[field]]))),
    }),
  };
}

/** The status and filled quantity of the order, and what each leg holds and paid: what no order of arrival may change, times or none. */
export function timelessOf({ orders, positions }: Services): unknown {
  return {
    orders: orders
      .orders()
      .map(({ id, status, filled, cumFees }): [string | null, OrderStatus, string, unknown] => [
        id,
        status,
        filled,
        cumFees,
      ]),
    positions: positions
      .positions()
      .map(({ positionSide, signedAmount, fees }) => [positionSide, signedAmount, fees]),
  };
}
