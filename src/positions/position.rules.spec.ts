import { describe, expect, it } from '@jest/globals';
import { inFull } from '../orders/join-order.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import type { Position } from './position.js';

/** The position after updates. */
function after(...updates: readonly OrderUpdate[]): Position {
  const { positions } = applied(...updates);
  return positions.position('BTCUSDT') as Position;
}

function applied(...updates: readonly OrderUpdate[]): TestCache {
  const cache = new TestCache();
  for (const each of updates) cache.positions.applyUpdate(each);
  expect(cache.faults()).toEqual([]);
  return cache;
}

let orders = 0;

/** An order that is filled at once. */
function traded(
  side: 'BUY' | 'SELL',
  amount: string,
  price: string,
  fields: Partial<OrderUpdate> = {},
): OrderUpdate {
  const id = `order ${++orders}`;
  return fill(amount, amount, price, { id, side, amount, status: 'FILLED', tradeId: id, ...fields });
}

describe('average cost', () => {
  it('adding grows the cost', () => {
    expect(after(traded('BUY', '1', '100'), traded('BUY', '3', '120'))).toMatchObject({
      side: 'LONG',
      signedAmount: '4',
      entryPrice: '115',
      realizedPnl: '0',
    });
  });

  it.each([
    ['BUY', 'SELL', '1', '10'],
    ['SELL', 'BUY', '-1', '-10'],
  ] as const)('reducing after a %s realizes and leaves the entry', (opening, closing, left, profit) => {
    expect(after(traded(opening, '2', '100'), traded(closing, '1', '110'))).toMatchObject({
      signedAmount: left,
      entryPrice: '100',
      realizedPnl: profit,
    });
  });

  it("crossing zero closes everything and opens the rest at the fill's price", () => {
    const at = { timestamp: T + 9 };
    expect(after(traded('BUY', '1', '100'), traded('SELL', '3', '90', at))).toMatchObject({
      side: 'SHORT',
      signedAmount: '-2',
      entryPrice: '90',
      realizedPnl: '-10',
      openedAt: T + 9,
      closedAt: null,
    });
  });

  it('a position that went flat stays readable with its lifetime profit and fees', () => {
    const fee = { fee: '0.1', feeCurrency: 'USDT' };
    const closing = { ...fee, timestamp: T + 5 };
    expect(after(traded('BUY', '1', '100', fee), traded('SELL', '1', '103', closing))).toMatchObject({
      side: 'FLAT',
      signedAmount: '0',
      entryPrice: '0',
      realizedPnl: '3',
      netRealizedPnl: '2.8',
      fees: { USDT: '0.2' },
      unrealizedPnl: '0',
      openedAt: null,
      closedAt: T + 5,
    });
  });

  it('the opening time stays while it is added to and reduced', () => {
    const later = { timestamp: T + 1 };
    const reduced = after(
      traded('BUY', '1', '1'),
      traded('BUY', '1', '1', later),
      traded('SELL', '1', '1', later),
    );
    expect(reduced).toMatchObject({ openedAt: T, updatedAt: T + 1 });
  });

  it('profit is exact at flat, though its parts do not terminate', () => {
    const thirds = [traded('SELL', '1', '101'), traded('SELL', '1', '102'), traded('SELL', '1', '104')];
    const position = after(traded('BUY', '1', '100'), traded('BUY', '2', '100.01'), ...thirds);
    expect(position).toMatchObject({ signedAmount: '0', realizedPnl: '6.98' });
  });

  it('18 decimals and quantities of 10^17 stay exact', () => {
    const amount = '123456789012345678';
    const position = after(
      traded('BUY', amount, '0.000000000000000001'),
      traded('SELL', amount, '0.000000000000000003'),
    );
    expect(position.realizedPnl).toBe('0.246913578024691356');
  });
});

describe('an order that is applied', () => {
  it('counts once, however often it is applied, in parts or whole', () => {
    const first = fill('3', '3', '100');
    const second = fill('5', '2', '110', { timestamp: T + 1 });
    expect(after(first, first, second, first, second)).toMatchObject({
      signedAmount: '5',
      entryPrice: '104',
    });
  });

  it('counts once, whichever of the calls its reports come by, in whichever order', () => {
    const cache = new TestCache();
    expect(cache.orders.orderStatusUpdate(fill('3', '3', '100')).outcome).toBe('applied');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(cache.positions.applyUpdate(fill('3', '3', '100')).outcome).toBe('duplicate');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('does not ask for the status: fills after the end reach the position', () => {
    expect(
      after(update({ status: 'CANCELED' }), fill('2', '2', '100', { timestamp: T + 1 })).signedAmount,
    ).toBe('2');
  });

  it('zero quantity changes nothing: an unfilled cancel leaves no position', () => {
    const { positions } = applied(update(), update({ status: 'CANCELED', timestamp: T + 1 }));
    expect(positions.positionsCount()).toBe(0);
  });
});

describe('the price of a fill', () => {
  it("is the fill's own where lastFilled is exactly what is new", () => {
    const wrongAverage = fill('2', '1', '110', { average: '50', timestamp: T + 1 });
    expect(after(fill('1', '1', '100', { average: '100' }), wrongAverage).entryPrice).toBe('105');
  });

  it('follows from the costs where it is not: 1 at 100, then 1 at 110 enters at 105', () => {
    const second = update({ status: 'PARTIALLY_FILLED', filled: '2', average: '105.00', timestamp: T + 1 });
    const closing = traded('SELL', '2', '105');
    const first = update({ filled: '1', average: '100.00', status: 'PARTIALLY_FILLED' });
    expect(after(first, second)).toMatchObject({ entryPrice: '105', signedAmount: '2' });
    expect(after(first, traded('SELL', '1', '100'), second)).toMatchObject({ entryPrice: '110' });
    expect(after(first, second, closing).realizedPnl).toBe('0');
  });

  it('is the average, and estimated, where the average is too coarse to tell', () => {
    const first = update({ status: 'PARTIALLY_FILLED', filled: '1000', amount: '2000', average: '100.0' });
    const second = { ...first, filled: '1001', timestamp: T + 1 };
    const cache = applied(first);
    expect(cache.positions.applyUpdate({ ...second, average: '100.1' }).gap).toMatchObject({
      estimated: true,
      quantity: '1',
    });
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100.0000999000999001');
    const fine = applied({ ...first, average: '100.00000' });
    expect(fine.positions.applyUpdate({ ...second, average: '100.00100' }).gap).toBeUndefined();
    expect(fine.positions.position('BTCUSDT')?.entryPrice).toBe('100.001');
  });

  it('takes an average without fraction digits as it stands', () => {
    const first = update({ status: 'PARTIALLY_FILLED', filled: '1', average: '100' });
    const second = { ...first, filled: '2', average: '105', timestamp: T + 1 };
    const cache = applied(first);
    expect(cache.positions.applyUpdate(second).gap).toBeUndefined();
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('105');
  });

  it('is the last or the limit price, estimated, where there is no average', () => {
    const grown = update({ status: 'PARTIALLY_FILLED', filled: '2' });
    const cache = new TestCache();
    expect(cache.positions.applyUpdate(grown).gap).toMatchObject({ estimated: true });
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100');
  });

  it('is asked for where nothing tells it: the update is rejected and nothing changes', () => {
    const cache = new TestCache();
    const nothing = update({ price: null, type: 'MARKET', status: 'FILLED', filled: '2' });
    expect(cache.positions.applyUpdate(nothing)).toMatchObject({ outcome: 'rejected', field: 'average' });
    expect([cache.orders.ordersCount(), cache.positions.positionsCount()]).toEqual([0, 0]);
  });
});

describe('gaps', () => {
  it('a missed fill is inferred and reported, with its fees unknown', () => {
    const cache = applied(fill('1', '1', '100', { average: '100.00' }));
    const later = fill('4', '1', '130', { average: '115.00', timestamp: T + 1 });
    expect(cache.positions.applyUpdate(later).gap).toEqual({
      exchange: 'binance',
      symbol: 'BTCUSDT',
      positionSide: 'NET',
      orderId: '7',
      quantity: '2',
      estimated: false,
      feesUnknown: true,
    });
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '4', entryPrice: '115' });
  });

  it('fees are known where they are given cumulatively', () => {
    const cache = applied(fill('1', '1', '100', { average: '100.00' }));
    const later = fill('4', '1', '130', { average: '115.00', cumFees: { USDT: '1' }, timestamp: T + 1 });
    expect(cache.positions.applyUpdate(later).gap).toMatchObject({ feesUnknown: false });
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '1' });
  });

  it('there is none where a feed tells no last fills, or no fees: nothing was missed then', () => {
    const cache = applied(update({ status: 'PARTIALLY_FILLED', filled: '1', average: '100.00' }));
    const silent = update({ status: 'FILLED', filled: '4', average: '115.00', timestamp: T + 1 });
    expect(cache.positions.applyUpdate(silent)).toEqual({ outcome: 'applied', orderId: '7' });
  });

  it('there is none of what is not missed any more: the fill comes late', () => {
    const cache = applied(fill('1', '1', '100'), fill('4', '1', '130', { timestamp: T + 2 }));
    expect(cache.positions.applyUpdate(fill('3', '2', '115', { timestamp: T + 1 })).gap).toBeUndefined();
  });

  it('a close of a leg before its open is one: a deficit, which the open pays', () => {
    const leg = { positionSide: 'LONG' } as const;
    const cache = applied(traded('BUY', '1', '90', leg));
    const early = traded('SELL', '3', '110', { ...leg, timestamp: T + 2 });
    expect(cache.positions.applyUpdate(early).gap).toMatchObject({ quantity: '2', positionSide: 'LONG' });
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      signedAmount: '0', deficit: '2', realizedPnl: '20', side: 'FLAT',
    }); // prettier-ignore
    const open = traded('BUY', '5', '100', { ...leg, timestamp: T + 3 });
    expect(cache.positions.applyUpdate(open).gap).toBeUndefined();
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      signedAmount: '3', deficit: '0', realizedPnl: '40', entryPrice: '100',
    }); // prettier-ignore
  });

  it('a close of a SHORT before its open is one as well; an open that comes late leaves none', () => {
    const leg = { positionSide: 'SHORT' } as const;
    const cache = new TestCache();
    const close = traded('BUY', '2', '90', { ...leg, timestamp: T + 2 });
    expect(cache.positions.applyUpdate(close).gap).toMatchObject({ quantity: '2', positionSide: 'SHORT' });
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '0', deficit: '2' });
    cache.positions.applyUpdate(traded('SELL', '2', '100', leg));
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      signedAmount: '0', deficit: '0', realizedPnl: '20', openedAt: null, closedAt: T + 2,
    }); // prettier-ignore
  });

  it('a reduce-only fill that crosses zero is one: what it reduced was missed', () => {
    const cache = applied(traded('BUY', '1', '100'));
    const reducing = { reduceOnly: true, timestamp: T + 1 };
    expect(cache.positions.applyUpdate(traded('SELL', '3', '110', reducing)).gap).toMatchObject({
      quantity: '2',
      positionSide: 'NET',
      estimated: false,
    });
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '-2', realizedPnl: '10' });
    const other = applied(traded('BUY', '3', '100'));
    expect(other.positions.applyUpdate(traded('SELL', '3', '110', reducing)).gap).toBeUndefined();
  });

  it('there is none while every fill comes, or comes twice', () => {
    const cache = new TestCache();
    const fills = [fill('1', '1', '100'), fill('1', '1', '100'), fill('3', '2', '101', { timestamp: T + 1 })];
    expect(fills.map((each) => cache.positions.applyUpdate(each).gap)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('fees', () => {
  it('are summed by currency; only those in the quoted currency reduce the net profit', () => {
    const position = after(
      traded('BUY', '1', '100', { fee: '0.2', feeCurrency: 'USDT' }),
      traded('SELL', '1', '110', { fee: '0.01', feeCurrency: 'BNB' }),
    );
    expect(position).toMatchObject({
      realizedPnl: '10',
      netRealizedPnl: '9.8',
      fees: { USDT: '0.2', BNB: '0.01' },
    });
  });

  it('that come late reach the position without moving it', () => {
    const first = fill('2', '1', '100', {
      average: '100.00',
      fee: '0.1',
      feeCurrency: 'USDT',
      timestamp: T + 1,
    });
    const late = fill('1', '1', '100', { fee: '0.3', feeCurrency: 'USDT', timestamp: T });
    expect(after(first, late)).toMatchObject({ signedAmount: '2', fees: { USDT: '0.4' } });
  });
});

function sized(timestamp: number, contractSize: string): Partial<OrderUpdate> {
  return { timestamp, contractSize };
}

describe('contract size', () => {
  const contract = { contractSize: '0.01' };

  it('multiplies profit, not quantity', () => {
    const position = after(traded('BUY', '5', '100', contract), traded('SELL', '5', '110', contract));
    expect(position).toMatchObject({ realizedPnl: '0.5', signedAmount: '0' });
  });

  it('is remembered for updates that do not tell it', () => {
    expect(after(traded('BUY', '5', '100', contract), traded('SELL', '5', '110')).realizedPnl).toBe('0.5');
  });

  it('another one is rejected while the position is open, and taken when it is flat', () => {
    const cache = applied(traded('BUY', '5', '100', contract));
    const other = { contractSize: '0.1' };
    expect(
      cache.positions.applyUpdate(traded('BUY', '1', '100', { ...other, timestamp: T + 1 })),
    ).toMatchObject({ outcome: 'rejected', field: 'contractSize' });
    cache.positions.applyUpdate(traded('SELL', '5', '100', { ...contract, timestamp: T + 2 }));
    cache.positions.applyUpdate(traded('BUY', '1', '100', { ...other, timestamp: T + 3 }));
    const closing = traded('SELL', '1', '110', { ...other, timestamp: T + 4 });
    expect(cache.positions.applyUpdate(closing).outcome).toBe('applied');
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('1');
    expect(cache.faults()).toEqual([]);
  });

  it('a late fill is counted with the size that held at its time', () => {
    const cache = applied(
      traded('BUY', '5', '100', sized(T, '0.01')),
      traded('SELL', '5', '110', sized(T + 3, '0.01')),
      traded('BUY', '1', '100', sized(T + 10, '0.1')),
      traded('SELL', '1', '110', sized(T + 11, '0.1')),
    );
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('1.5');
    cache.positions.applyUpdate(traded('BUY', '1', '100', sized(T + 1, '0.01')));
    cache.positions.applyUpdate(traded('SELL', '1', '110', sized(T + 2, '0.01')));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('1.6');
    expect(cache.faults()).toEqual([]);
  });
});

describe('unrealized profit', () => {
  it('is null without a price, then against the last trade, then against the mark price, with its age', () => {
    const cache = applied(traded('SELL', '2', '100'));
    const { marketData } = cache.tables;
    const shown = () => cache.positions.position('BTCUSDT');
    expect(shown()).toMatchObject({ unrealizedPnl: null, markPrice: null, markAgeMs: null });
    marketData.setTyped('trade', 'BTCUSDT', { price: '90', size: '1', timestamp: null });
    expect(shown()).toMatchObject({ unrealizedPnl: '20', markPrice: '90', markAgeMs: 0 });
    marketData.setTyped('markPrice', 'BTCUSDT', { price: '95', timestamp: null });
    cache.now += 1_500;
    expect(shown()).toMatchObject({ unrealizedPnl: '10', markPrice: '95', markAgeMs: 1_500 });
  });
});

describe('queries', () => {
  it('by symbol, a leg on which only money moved left out: it hides none that was held', () => {
    const { positions } = new TestCache();
    const funding = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      kind: 'FUNDING',
      amount: '-1',
      currency: 'USDT',
    } as const;
    positions.applyAdjustment({ ...funding, id: 'f1', timestamp: T + 1 });
    expect(positions.position('BTCUSDT')?.adjustments).toEqual({ USDT: '-1' });
    positions.applyUpdate(fill('2', '2', '100', { id: 'l', positionSide: 'LONG' }));
    expect(positions.position('BTCUSDT')).toMatchObject({ positionSide: 'LONG', signedAmount: '2' });
    positions.applyUpdate(
      fill('2', '2', '100', { id: 'm', side: 'SELL', positionSide: 'LONG', timestamp: T + 2 }),
    );
    expect(positions.position('BTCUSDT')?.positionSide).toBe('LONG');
    positions.applyUpdate(fill('2', '2', '100', { id: 's', side: 'SELL', positionSide: 'SHORT' }));
    expect(() => positions.position('BTCUSDT')).toThrow('binance LONG, binance SHORT.');
    expect(positions.position('BTCUSDT', { positionSide: 'NET' })?.adjustments).toEqual({ USDT: '-1' });
  });

  it('by symbol and exchange; ambiguous where several exchanges have one', () => {
    const { positions } = applied(
      traded('BUY', '1', '100'),
      traded('BUY', '2', '100', { exchange: 'okx' }),
      traded('BUY', '1', '100', { symbol: 'ETHUSDT' }),
      traded('SELL', '1', '100', { symbol: 'ETHUSDT' }),
    );
    expect(() => positions.position('BTCUSDT')).toThrow('ambiguous');
    expect(positions.position('BTCUSDT', { exchange: 'okx' })?.signedAmount).toBe('2');
    expect(positions.positions({ symbol: 'BTCUSDT' }).map(({ exchange }) => exchange)).toEqual([
      'binance',
      'okx',
    ]);
    expect([positions.positionsCount(), positions.positionsOpenCount()]).toEqual([3, 2]);
    expect(positions.positionsOpen({ exchange: 'binance' }).map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
    expect(positions.position('XRPUSDT')).toBeNull();
  });

  it('what they return cannot change the cache', () => {
    const { positions } = applied(traded('BUY', '1', '100', { fee: '1', feeCurrency: 'USDT' }));
    const position = positions.position('BTCUSDT') as { signedAmount: string; fees: Record<string, string> };
    expect(() => (position.signedAmount = '9')).toThrow(TypeError);
    expect(() => (position.fees['USDT'] = '9')).toThrow(TypeError);
  });
});

describe('integrity', () => {
  it('names an order whose filled is not the sum of its fills', () => {
    const { tables } = applied(traded('BUY', '1', '100'));
    const [entry] = tables.orders.index.entries();
    if (entry === undefined) throw new Error('there is no order');
    entry.record = { ...inFull(entry.record), filled: '2' };
    expect(tables.positions.faults()).toEqual([
      expect.stringContaining('has filled 2, its fills add up to 1'),
    ]);
  });

  it('names a position that is not what its ledger adds up to', () => {
    const { tables } = applied(traded('BUY', '1', '100'));
    const [account] = tables.positions.all();
    if (account === undefined) throw new Error('there is no position');
    const { state } = account.ledger;
    Object.assign(account.ledger, {
      at: { page: 0, count: 1, state: { ...state, quantity: state.quantity + 1n } },
    });
    expect(tables.positions.faults()).toEqual([
      'position binance BTCUSDT NET is 1.000000000000000001, its ledger adds up to 1',
    ]);
  });
});
