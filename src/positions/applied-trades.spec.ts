import { beforeEach, describe, expect, it } from '@jest/globals';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { AccountTrade } from '../orders/trade.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

/** A trade of order 7 of the update fixtures. */
function trade(
  tradeId: string,
  quantity: string,
  price: string,
  fields: Partial<AccountTrade> = {},
): AccountTrade {
  return {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    orderId: '7',
    tradeId,
    side: 'BUY',
    quantity,
    price,
    timestamp: T,
    ...fields,
  };
}

/** Nothing needs an order any more. */
const isDone = (): boolean => true;

function apply(...trades: readonly AccountTrade[]): string[] {
  return trades.map((each) => cache.positions.applyTrade(each).outcome);
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

function held(): unknown {
  const position = cache.positions.position('BTCUSDT');
  return position === null ? null : [position.signedAmount, position.entryPrice];
}

describe('trades instead of orders', () => {
  it('move the position each by itself, and make no order that queries show', () => {
    expect(
      apply(
        trade('a', '1', '100'),
        trade('b', '1', '110'),
        trade('c', '1', '90', { orderId: '8', side: 'SELL' }),
      ),
    ).toEqual(['applied', 'applied', 'applied']);
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      signedAmount: '1',
      entryPrice: '105',
      realizedPnl: '-15',
    });
    expect(cache.orders.orders()).toEqual([]);
    expect(cache.faults()).toEqual([]);
  });

  it('count once each, in any order, with their fees', () => {
    const trades = [
      trade('a', '1', '100', { fee: '0.1', feeCurrency: 'USDT' }),
      trade('b', '2', '110', { fee: '-0.05', feeCurrency: 'USDT' }),
    ];
    apply(...trades.toReversed());
    expect(apply(...trades, ...trades)).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(held()).toEqual(['3', '106.666666666666666667']);
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.05' });
  });

  it('of one id under two orders are two', () => {
    expect(apply(trade('a', '1', '100'), trade('a', '1', '100', { orderId: '8' }))).toEqual([
      'applied',
      'applied',
    ]);
    expect(held()).toEqual(['2', '100']);
  });

  it('are in their position for ever; what is kept to count them once goes with the late update window', () => {
    const settling = new SettlingCache();
    cache = settling;
    apply(trade('a', '1', '100'));
    settling.settle();
    settling.tables.orders.retire(settling.now, 9);
    settling.commit();
    expect(settling.tables.orders.tombstoneCount).toBe(1);
    expect(apply(trade('a', '1', '100'))).toEqual(['duplicate']);
    expect(settling.tables.orders.purge(settling.now - 1, 9, isDone)).toBe(0);
    expect(settling.tables.orders.purge(settling.now, 9, isDone)).toBe(1);
    expect([settling.tables.orders.tombstoneCount, held()]).toEqual([0, ['1', '100']]);
    expect(settling.faults()).toEqual([]);
  });

  it('of an order that is open are kept for as long as the order', () => {
    cache.positions.applyUpdate(update());
    apply(trade('a', '1', '100'));
    cache.commit();
    expect(cache.tables.orders.retire(cache.now + 9, 9)).toBe(0);
  });

  it('are their order, once a report of it comes', () => {
    apply(trade('a', '1', '100'));
    expect(cache.orders.order('7')).toBeNull();
    cache.positions.applyUpdate(update());
    expect(cache.orders.order('7')).toMatchObject({ status: 'PARTIALLY_FILLED', filled: '1' });
    expect(held()).toEqual(['1', '100']);
  });
});

describe('trades beside order updates of the same fills', () => {
  const orders = [fill('1', '1', '100'), fill('3', '2', '115', { timestamp: T + 1 })];
  const trades = [trade('t1', '1', '100'), trade('t3', '2', '115')];
  const [o1, o2, t1, t2] = [
    () => cache.positions.applyUpdate(orders[0] as never),
    () => cache.positions.applyUpdate(orders[1] as never),
    () => cache.positions.applyTrade(trades[0] as never),
    () => cache.positions.applyTrade(trades[1] as never),
  ];

  it.each<[string, readonly (() => unknown)[]]>([
    ['order first', [o1, t1, o2, t2]],
    ['trade first', [t1, o1, t2, o2]],
    ['all orders first', [o1, o2, t1, t2]],
    ['all trades first', [t1, t2, o1, o2]],
    ['trades in another order', [o1, t2, t1, o2]],
    ['the last trade, then the orders', [t2, o1, o2, t1]],
    ['everything twice', [o1, t1, o1, t1, t2, o2, t2, o2]],
  ])('change nothing that was counted: %s', (_, steps) => {
    for (const step of steps) step();
    expect(held()).toEqual(['3', '110']);
    expect(cache.faults()).toEqual([]);
  });

  it('of one size at three prices cost the same, in whatever order they are heard', () => {
    const steps = ['100', '110', '120'].flatMap((price, at) => {
      const [filled, average] = [String(at + 1), String(100 + 5 * at)];
      return [
        () => cache.positions.applyUpdate(fill(filled, '1', price, { average, timestamp: T + at })),
        () => cache.positions.applyTrade(trade(`t${filled}`, '1', price)),
      ];
    });
    for (const heard of permutations(steps)) {
      cache = new TestCache();
      for (const step of heard) step();
      expect(held()).toEqual(['3', '110']);
    }
  });

  it('tell no gap where a report without a trade id names what a trade has told in part', () => {
    t1();
    const nameless = fill('3', '3', '110', { tradeId: null });
    expect(cache.positions.applyUpdate(nameless)).toEqual({ outcome: 'applied', orderId: '7' });
    expect(cache.orders.order('7')?.filled).toBe('3');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('of another id than any that was reported are fills of their own', () => {
    t1();
    cache.positions.applyUpdate(fill('3', '3', '110'));
    expect(held()).toEqual(['4', '107.5']);
    expect(cache.orders.order('7')?.filled).toBe('4');
    expect(cache.faults()).toEqual([]);
  });

  it('price what the orders had told without prices of their own by all trades together', () => {
    cache.positions.applyUpdate(update({ filled: '2', average: '105', status: 'PARTIALLY_FILLED' }));
    apply(trade('c', '1', '120'), trade('a', '1', '100'), trade('b', '1', '110'));
    expect(held()).toEqual(['3', '110']);
  });

  it('add fees that the orders do not tell, and no fee twice', () => {
    const fee = { fee: '0.1', feeCurrency: 'USDT' };
    cache.positions.applyUpdate(fill('1', '1', '100', fee));
    apply(trade('t1', '1', '100', fee));
    cache.positions.applyUpdate(fill('2', '1', '100', { timestamp: T + 1 }));
    apply(trade('t2', '1', '100', fee));
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.2' });
    cache.positions.applyUpdate(update({ filled: '2', cumFees: { USDT: '0.2' }, timestamp: T + 2 }));
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.2' });
  });

  it('find their order by its client id before its id is known, and the other way round', () => {
    const NEW = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      clientOrderId: 'c',
      side: 'BUY',
      type: 'LIMIT',
      amount: '10',
    } as const;
    cache.orders.orderInitialized(NEW);
    apply(trade('t1', '1', '100'));
    cache.positions.applyUpdate(fill('1', '1', '100', { clientOrderId: 'c' }));
    apply(trade('t1', '1', '100'));
    expect(held()).toEqual(['1', '100']);
    cache.positions.applyUpdate(fill('2', '1', '100', { clientOrderId: 'c', timestamp: T + 1 }));
    expect(held()).toEqual(['2', '100']);
    expect(cache.faults()).toEqual([]);
  });
});

function legs(): unknown {
  return cache.positions
    .positions()
    .map(({ positionSide, signedAmount, realizedPnl, fees }) => [
      positionSide,
      signedAmount,
      realizedPnl,
      fees,
    ]);
}

describe('trades that do not tell their leg, before their order tells it', () => {
  const LONG = { positionSide: 'LONG', fee: '0.1', feeCurrency: 'USDT' } as const;

  it('move to the leg of their order, and leave no other', () => {
    apply(trade('t1', '1', '100', { fee: '0.1', feeCurrency: 'USDT' }));
    cache.positions.applyUpdate(update({ positionSide: 'LONG' }));
    cache.positions.applyUpdate(fill('1', '1', '100', LONG));
    apply(trade('t3', '2', '115'));
    cache.positions.applyUpdate(fill('3', '2', '115', { ...LONG, timestamp: T + 1 }));
    expect(legs()).toEqual([['LONG', '3', '0', { USDT: '0.2' }]]);
    expect(cache.positions.position('BTCUSDT', { positionSide: 'LONG' })?.entryPrice).toBe('110');
    expect(cache.faults()).toEqual([]);
  });

  it('of several orders leave nothing behind, and close what they close', () => {
    const [long, short] = [{ orderId: '8' }, { orderId: '9', side: 'SELL' }] as const;
    apply(trade('a', '2', '100', long), trade('b', '1', '104', short), trade('c', '1', '110', { ...short, orderId: '10' }));
    const told = { status: 'FILLED', timestamp: T + 1 } as const;
    cache.positions.applyUpdate(fill('1', '1', '104', { ...told, id: '9', side: 'SELL', positionSide: 'SHORT', tradeId: 'b' }));
    cache.positions.applyUpdate(fill('2', '2', '100', { ...told, id: '8', positionSide: 'LONG', tradeId: 'a' }));
    cache.positions.applyUpdate(fill('1', '1', '110', { ...told, id: '10', side: 'SELL', positionSide: 'LONG', tradeId: 'c' }));
    expect(legs()).toEqual([
      ['SHORT', '-1', '0', {}],
      ['LONG', '1', '10', {}],
    ]);
    expect(cache.faults()).toEqual([]);
  }); // prettier-ignore

  it('are moved by one record: no commit has them on both legs, or on none', () => {
    apply(trade('t1', '1', '100'));
    cache.commit();
    cache.positions.applyUpdate(fill('1', '1', '100', LONG));
    const taken = cache.tables.changes.take(1)?.entries.map(({ table }) => table);
    expect([taken, cache.tables.changes.size]).toEqual([['order'], 0]);
  });

  it('move there after they were settled too, as corrections of both legs', () => {
    const settling = new SettlingCache();
    cache = settling;
    apply(trade('t1', '1', '100'), trade('c', '1', '110', { orderId: '8', side: 'SELL', timestamp: T + 5 }));
    settling.settle();
    cache.positions.applyUpdate(fill('1', '1', '100', { positionSide: 'LONG' }));
    expect(legs()).toEqual([
      ['NET', '-1', '10', {}],
      ['LONG', '1', '0', {}],
    ]);
    settling.settle();
    expect(settling.faults()).toEqual([]);
  });
});

describe('a trade that is wrong', () => {
  it.each<[string, Partial<Record<keyof AccountTrade | 'more', unknown>>]>([
    ['orderId', { orderId: null, clientOrderId: null }],
    ['tradeId', { tradeId: undefined }],
    ['quantity', { quantity: '0' }],
    ['quantity', { quantity: 1 }],
    ['price', { price: '0' }],
    ['side', { side: 'buy' }],
    ['feeCurrency', { fee: '1' }],
    ['timestamp', { timestamp: 1.5 }],
    ['more', { more: '1' }],
  ])('in its %s is refused by name: %j', (field, wrong) => {
    expect(cache.positions.applyTrade({ ...trade('a', '1', '1'), ...wrong } as never)).toMatchObject({
      outcome: 'rejected',
      field,
    });
    expect(held()).toBeNull();
  });

  it('because its order is known on the other side is refused', () => {
    cache.positions.applyUpdate(fill('1', '1', '100'));
    expect(cache.positions.applyTrade(trade('a', '1', '1', { side: 'SELL' }))).toMatchObject({
      outcome: 'rejected',
      field: 'side',
    });
    apply(trade('a', '1', '100', { orderId: '8' }));
    expect(cache.positions.applyTrade(trade('b', '1', '1', { orderId: '8', side: 'SELL' }))).toMatchObject({
      field: 'side',
    });
  });
});
