import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { Order, OrderUpdate } from '../orders/order.js';
import { ReconciliationService } from './reconciliation.service.js';
import type { ReconcileOptions } from './reconciliation.service.js';
import type { PositionSnapshot, Snapshot } from './snapshot.js';

const BINANCE = { exchange: 'binance', complete: true } as const;

let cache: TestCache;
let service: ReconciliationService;
/** When the next fill is, by the exchange's clock (ms). */
let clock: number;

beforeEach(() => {
  clock = T;
  cache = new TestCache();
  service = new ReconciliationService(cache.orders, cache.positions);
});

function hold(symbol: string, amount: string, price = '100'): void {
  const side = amount.startsWith('-') ? 'SELL' : 'BUY';
  const quantity = amount.replace('-', '');
  const timestamp = clock++;
  const id = `${symbol} ${amount} ${timestamp}`;
  cache.positions.applyUpdate(
    fill(quantity, quantity, price, { id, symbol, side, amount: quantity, status: 'FILLED', timestamp }),
  );
}

function positionsIn(positions: readonly PositionSnapshot[], complete = true, adopt = false) {
  return service.reconcilePositions({ exchange: 'binance', complete, positions }, { adopt }).positions;
}

function held(symbol: string): unknown {
  const position = cache.positions.position(symbol);
  return position === null ? null : [position.signedAmount, position.entryPrice];
}

/** What the exchange says it held at a time: 1 at 100, but for what is given. */
function at(timestamp: number, fields: Partial<PositionSnapshot> = {}): PositionSnapshot {
  return { symbol: 'BTCUSDT', signedAmount: '1', entryPrice: '100', timestamp, ...fields };
}

/** What a leg owes. */
function deficit(): string | undefined {
  return cache.positions.position('BTCUSDT')?.deficit;
}

/** An open order as a list of open orders has it. */
function listed(fields: Partial<OrderUpdate> = {}): OrderUpdate {
  return update({ timestamp: T + 1, ...fields });
}

describe('positions and a snapshot of them', () => {
  it.each<[string, readonly PositionSnapshot[], readonly unknown[]]>([
    ['opened', [{ symbol: 'NEW', signedAmount: '2', entryPrice: '7' }], [['NEW', 'opened', '0', '2']]],
    ['closed by name', [{ symbol: 'A', signedAmount: '0', entryPrice: '0' }], [['A', 'closed', '3', '0']]],
    ['quantity', [{ symbol: 'A', signedAmount: '2', entryPrice: '100' }], [['A', 'quantity', '3', '2']]],
    [
      'another side',
      [{ symbol: 'A', signedAmount: '-3', entryPrice: '100' }],
      [['A', 'quantity', '3', '-3']],
    ],
    ['entry', [{ symbol: 'A', signedAmount: '3', entryPrice: '101.5' }], [['A', 'entry', '100', '101.5']]],
    ['nothing', [{ symbol: 'A', signedAmount: '3', entryPrice: '100' }], []],
    ['nothing without an entry', [{ symbol: 'A', signedAmount: '3' }], []],
  ])('that differs by %s: told, and nothing changes', (_, positions, expected) => {
    hold('A', '3');
    const found = positionsIn(positions, false);
    expect(found.map(({ symbol, kind, ours, theirs }) => [symbol, kind, ours, theirs])).toEqual(expected);
    expect(held('A')).toEqual(['3', '100']);
    expect(held('NEW')).toBeNull();
  });

  it.each([
    [{}, 'NET leg of A'],
    [{ signedAmount: '2' }, 'NET leg of A'],
    [{ signedAmount: '0', timestamp: T + 9 }, 'NET leg of A'],
  ])('a leg that is named again with %j is refused, naming it, and nothing changes', (again, named) => {
    hold('A', '3');
    const given = { symbol: 'A', signedAmount: '1', entryPrice: '100' };
    const snapshot = { ...BINANCE, positions: [given, { ...given, ...again }], openOrders: [listed()] };
    expect(() => service.reconcile(snapshot, { adopt: true })).toThrow(
      expect.objectContaining({ field: 'positions[1].positionSide', reason: expect.stringContaining(named) }),
    );
    expect(held('A')).toEqual(['3', '100']);
    expect(cache.orders.ordersOpen({})).toEqual([]);
  });

  const HOUR = 3_600_000;

  it('without a time counts as of now in a scope whose exchange never told one: what was before is in it', () => {
    positionsIn([{ symbol: 'A', signedAmount: '3', entryPrice: '101' }], true, true);
    clock = cache.now - HOUR;
    hold('A', '1', '90');
    expect(held('A')).toEqual(['3', '101']);
    clock = cache.now + 1;
    hold('A', '1', '101');
    hold('B', '2');
    expect([held('A'), held('B')]).toEqual([
      ['4', '101'],
      ['2', '100'],
    ]);
  });

  it('without a time counts as of what passed since the exchange told its latest, in a replay too', () => {
    hold('B', '1');
    cache.now += HOUR;
    positionsIn([{ symbol: 'A', signedAmount: '3', entryPrice: '101' }], true, true);
    clock = T + HOUR - 60_000;
    hold('A', '1', '90');
    expect([held('A'), held('B')]).toEqual([
      ['3', '101'],
      ['0', '0'],
    ]);
    clock = T + HOUR + 1;
    hold('A', '1', '101');
    expect(held('A')).toEqual(['4', '101']);
  });

  it('comes before all that is told later without a time, whichever time it has', () => {
    hold('A', '1');
    positionsIn([at(T + HOUR, { symbol: 'A', signedAmount: '3' })], true, true);
    cache.positions.applyUpdate(traded('9', 'BUY', '1', '100', { symbol: 'A', timestamp: null }));
    expect(held('A')).toEqual(['4', '100']);
  });

  it('a leg that is missing is closed in a complete snapshot only', () => {
    hold('A', '3');
    hold('B', '-1');
    expect(positionsIn([{ symbol: 'B', signedAmount: '-1' }], false)).toEqual([]);
    expect(positionsIn([{ symbol: 'B', signedAmount: '-1' }], true)).toEqual([
      { symbol: 'A', positionSide: 'NET', kind: 'closed', ours: '3', theirs: '0' },
    ]);
  });

  it('a fetch that failed closes nothing', () => {
    hold('A', '3');
    const failed: Snapshot = { ...BINANCE, positions: null, openOrders: null };
    expect(service.reconcile(failed, { adopt: true })).toMatchObject({ positions: [], orders: [] });
    expect(held('A')).toEqual(['3', '100']);
  });

  describe('and a leg that owes what was closed before it was opened', () => {
    const leg = { symbol: 'BTCUSDT', positionSide: 'LONG' } as const;

    beforeEach(() => {
      cache.positions.applyUpdate(fill('2', '2', '100', { side: 'SELL', positionSide: 'LONG' }));
    });

    it.each<[string, readonly PositionSnapshot[], boolean]>([
      ['by name', [{ ...leg, signedAmount: '0', timestamp: T + 1 }], false],
      ['by its absence from a complete snapshot', [], true],
    ])('flat there too, %s: taken over, it owes nothing any more', (_, positions, complete) => {
      expect(positionsIn(positions, complete)).toEqual([]);
      expect(deficit()).toBe('2');
      expect(positionsIn(positions, complete, true)).toEqual([]);
      expect(deficit()).toBe('0');
      const next = fill('3', '3', '90', { id: '8', positionSide: 'LONG', timestamp: T + 2 });
      cache.positions.applyUpdate(next);
      expect(held('BTCUSDT')).toEqual(['3', '90']);
      expect(cache.faults()).toEqual([]);
    });

    it('what was missed and comes after all is in a snapshot that tells its time', () => {
      positionsIn([{ ...leg, signedAmount: '0', timestamp: T + 1 }], false, true);
      cache.positions.applyUpdate(fill('2', '2', '90', { id: '8', positionSide: 'LONG' }));
      expect([held('BTCUSDT'), deficit()]).toEqual([['0', '0'], '0']);
      expect(cache.faults()).toEqual([]);
    });

    it('a snapshot that concludes nothing of the leg leaves it', () => {
      positionsIn([], false, true);
      service.reconcile({ ...BINANCE, positions: null, openOrders: [] }, { adopt: true });
      expect(deficit()).toBe('2');
    });
  });

  it('positions of another exchange are not compared', () => {
    hold('A', '3');
    expect(service.reconcilePositions({ exchange: 'okx', complete: true, positions: [] }).positions).toEqual(
      [],
    );
  });

  it('an entry that was rounded is the same', () => {
    hold('A', '2', '100');
    hold('A', '1', '101');
    expect(positionsIn([{ symbol: 'A', signedAmount: '3', entryPrice: '100.33' }])).toEqual([]);
    expect(positionsIn([{ symbol: 'A', signedAmount: '3', entryPrice: '100.34' }])).toEqual([]);
    expect(positionsIn([{ symbol: 'A', signedAmount: '3', entryPrice: '100.35' }])).toHaveLength(1);
  });

  it('are taken over when that is asked for: nothing is realized, and the books still add up', () => {
    hold('A', '3');
    hold('B', '-1');
    positionsIn(
      [
        { symbol: 'A', signedAmount: '-2', entryPrice: '50' },
        { symbol: 'C', signedAmount: '5', entryPrice: '9' },
      ],
      true,
      true,
    );
    expect([held('A'), held('B'), held('C')]).toEqual([
      ['-2', '50'],
      ['0', '0'],
      ['5', '9'],
    ]);
    expect(cache.positions.position('A')?.realizedPnl).toBe('0');
    expect(cache.positions.position('B')?.closedAt).not.toBeNull();
    expect(cache.faults()).toEqual([]);
    hold('A', '2', '40');
    expect(cache.positions.position('A')).toMatchObject({ signedAmount: '0', realizedPnl: '20' });
    expect(cache.faults()).toEqual([]);
  });

  it.each(['', '-'])('%s4: what was closed is told until it is opened anew', (sign) => {
    hold('A', `${sign}4`, '100');
    hold('A', sign === '' ? '-1' : '1', '120');
    const closed = {
      averageClosePrice: '120',
      realizedReturn: sign === '' ? '0.2' : '-0.2',
      peakAmount: '4',
    };
    positionsIn([{ symbol: 'A', signedAmount: `${sign}3`, entryPrice: '99' }], true, true);
    expect(cache.positions.position('A')).toMatchObject(closed);
    positionsIn([], true, true);
    expect(cache.positions.position('A')).toMatchObject({ side: 'FLAT', ...closed });
    positionsIn([{ symbol: 'A', signedAmount: '2', entryPrice: '50' }], true, true);
    const anew = { averageClosePrice: null, realizedReturn: null, peakAmount: '2' };
    expect(cache.positions.position('A')).toMatchObject(anew);
  });

  describe('that is adopted at its time', () => {
    it('a fill of an earlier time that comes after it changes nothing, also where nothing differed', () => {
      cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 1 }));
      expect(positionsIn([at(T + 5)], false, true)).toEqual([]);
      cache.positions.applyUpdate(
        traded('2', 'BUY', '1', '120', { timestamp: T + 2, fee: '1', feeCurrency: 'USDT' }),
      );
      expect(held('BTCUSDT')).toEqual(['1', '100']);
      // Its fee was paid all the same.
      expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '1' });
      cache.positions.applyUpdate(traded('3', 'BUY', '1', '120', { timestamp: T + 6 }));
      expect(held('BTCUSDT')).toEqual(['2', '110']);
      expect(cache.faults()).toEqual([]);
    });

    it('is the same whether it is adopted before the fills that follow it, or after them', () => {
      const fills = [
        traded('1', 'BUY', '3', '90', { timestamp: T + 1 }),
        traded('2', 'SELL', '1', '130', { timestamp: T + 7 }),
      ] as const;
      cache.positions.applyUpdate(fills[0]);
      cache.positions.applyUpdate(fills[1]);
      positionsIn([at(T + 5, { signedAmount: '4' })], false, true);
      expect(cache.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '3', realizedPnl: '30' });
    });

    it('of one time the fills are before it', () => {
      positionsIn([at(T + 5)], false, true);
      cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 5 }));
      expect(held('BTCUSDT')).toEqual(['1', '100']);
    });

    it('the later of two counts, whichever was adopted first', () => {
      positionsIn([at(T + 9, { signedAmount: '2' })], false, true);
      positionsIn([at(T + 5)], false, true);
      expect(held('BTCUSDT')).toEqual(['2', '100']);
    });

    it('the one that was adopted last counts, where none says its time', () => {
      for (const signedAmount of ['3', '1', '0', '2', '1']) {
        positionsIn([{ symbol: 'A', signedAmount, entryPrice: '100' }], false, true);
        expect(cache.positions.position('A')?.signedAmount).toBe(signedAmount);
      }
      const correction = { id: 'c', kind: 'CORRECTION', quantity: '1', price: '100' } as const;
      cache.positions.applyAdjustment({ exchange: 'binance', symbol: 'A', ...correction });
      expect(held('A')).toEqual(['2', '100']);
    });

    it('twice is once', () => {
      positionsIn([at(T + 5)], false, true);
      const { tick } = cache.tables.changes;
      positionsIn([at(T + 5)], false, true);
      expect(cache.tables.changes.tick).toBe(tick);
    });

    it('has the fill of a message that was missed before it: a later report does not count it again', () => {
      cache.positions.applyUpdate(update({ timestamp: T }));
      positionsIn([at(T + 5)], false, true);
      cache.positions.applyUpdate(fill('2', '1', '100', { timestamp: T + 9 }));
      expect(held('BTCUSDT')).toEqual(['2', '100']);
      expect(cache.orders.order('7')?.filled).toBe('2');
    });

    it('that is adopted after such a report has its fill too', () => {
      cache.positions.applyUpdate(update({ timestamp: T }));
      cache.positions.applyUpdate(fill('2', '1', '100', { timestamp: T + 9 }));
      expect(held('BTCUSDT')).toEqual(['2', '100']);
      positionsIn([at(T + 5)], false, true);
      expect(held('BTCUSDT')).toEqual(['2', '100']);
      expect(cache.faults()).toEqual([]);
    });

    it('says of every leg that is not known yet that it was flat, where it is complete', () => {
      const complete = { ...BINANCE, timestamp: T + 5, positions: [at(T + 5)] };
      service.reconcile(complete, { adopt: true });
      expect(cache.positions.position('ETHUSDT')).toBeNull();
      const eth = { symbol: 'ETHUSDT' } as const;
      cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { ...eth, timestamp: T + 4 }));
      expect(held('ETHUSDT')).toEqual(['0', '0']);
      cache.positions.applyUpdate(traded('2', 'BUY', '2', '100', { ...eth, timestamp: T + 6 }));
      expect(held('ETHUSDT')).toEqual(['2', '100']);
      cache.positions.applyUpdate(
        traded('3', 'BUY', '2', '100', { ...eth, exchange: 'okx', timestamp: T + 4 }),
      );
      expect(cache.positions.position('ETHUSDT', { exchange: 'okx' })?.signedAmount).toBe('2');
      expect(cache.faults()).toEqual([]);
    });

    it('of two complete ones of one time, each says it of the legs that it does not name', () => {
      for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'])
        cache.positions.applyUpdate(traded(symbol, 'BUY', '1', '100', { symbol, timestamp: T + 1 }));
      for (const names of [['BTCUSDT', 'ETHUSDT'], ['BTCUSDT']]) {
        const positions = names.map((symbol) => at(T + 5, { symbol, signedAmount: '1', entryPrice: '100' }));
        service.reconcile({ ...BINANCE, timestamp: T + 5, positions }, { adopt: true });
      }
      // The larger text of two snapshots of one time counts.
      expect(['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) => held(symbol))).toEqual([
        ['1', '100'],
        ['1', '100'],
        ['0', '0'],
      ]);
      cache.positions.applyUpdate(traded('a', 'BUY', '1', '100', { symbol: 'XRPUSDT', timestamp: T + 4 }));
      expect(held('XRPUSDT')).toEqual(['0', '0']);
      expect(cache.faults()).toEqual([]);
    });

    it('says nothing of other legs where it is not complete', () => {
      service.reconcile(
        { exchange: 'binance', complete: false, timestamp: T + 5, positions: [at(T + 5)] },
        { adopt: true },
      );
      cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { symbol: 'ETHUSDT', timestamp: T + 4 }));
      expect(held('ETHUSDT')).toEqual(['1', '100']);
    });

    it('a leg that nothing ever moved does not exist, whatever a snapshot says is flat', () => {
      positionsIn([at(T + 5, { signedAmount: '0', entryPrice: null })], true, true);
      expect(cache.positions.positions()).toEqual([]);
    });
  });

  it('legs are taken over each by itself', () => {
    const legs: PositionSnapshot[] = [
      { symbol: 'A', positionSide: 'LONG', signedAmount: '2', entryPrice: '5' },
      { symbol: 'A', positionSide: 'SHORT', signedAmount: '-1', entryPrice: '6' },
    ];
    positionsIn(legs, true, true);
    expect(positionsIn(legs)).toEqual([]);
    expect(cache.positions.position('A', { positionSide: 'SHORT' })?.signedAmount).toBe('-1');
  });

  it('a fill that the snapshot had already, and that comes later, is counted once', () => {
    cache.positions.applyUpdate(fill('1', '1', '100', { timestamp: T }));
    positionsIn([{ symbol: 'BTCUSDT', signedAmount: '3', entryPrice: '110', timestamp: T + 10 }], true, true);
    cache.positions.applyUpdate(fill('3', '2', '115', { timestamp: T + 9, fee: '0.1', feeCurrency: 'USDT' }));
    expect(held('BTCUSDT')).toEqual(['3', '110']);
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.1' });
    cache.positions.applyUpdate(fill('4', '1', '110', { timestamp: T + 11 }));
    expect(held('BTCUSDT')).toEqual(['4', '110']);
    expect(cache.faults()).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['no exchange', { complete: true }, 'exchange'],
    ['no list', { ...BINANCE, positions: {} }, 'positions'],
    ['no symbol', { ...BINANCE, positions: [{ signedAmount: '1' }] }, 'positions[0].symbol'],
    ['no amount', { ...BINANCE, positions: [{ symbol: 'A' }] }, 'positions[0].signedAmount'],
    ['a number', { ...BINANCE, positions: [{ symbol: 'A', signedAmount: 1 }] }, 'positions[0].signedAmount'],
    [
      'a long below zero',
      { ...BINANCE, positions: [{ symbol: 'A', positionSide: 'LONG', signedAmount: '-1' }] },
      'positions[0].signedAmount',
    ],
    [
      'an unknown field',
      { ...BINANCE, positions: [{ symbol: 'A', signedAmount: '1', size: '1' }] },
      'positions[0].size',
    ],
    ['a wrong order', { ...BINANCE, openOrders: [{ ...update(), amount: 1 }] }, 'openOrders[0].amount'],
    [
      'an order of another exchange',
      { ...BINANCE, openOrders: [{ ...update(), exchange: 'okx' }] },
      'openOrders[0].exchange',
    ],
    [
      'a position of another exchange',
      { ...BINANCE, positions: [{ exchange: 'okx', symbol: 'A', signedAmount: '1' }] },
      'positions[0].exchange',
    ],
    [
      'a position without an entry',
      { ...BINANCE, positions: [{ symbol: 'NEW', signedAmount: '1' }], openOrders: [update({ id: 'x' })] },
      'positions.entryPrice',
    ],
  ])('%s is refused by name, and nothing changes', (_, snapshot, field) => {
    hold('A', '3');
    const before = cache.state();
    expect(() => service.reconcile(snapshot as Snapshot, { adopt: true })).toThrow(
      expect.objectContaining({ field }),
    );
    expect(cache.state()).toEqual(before);
  });
});

function said(realizedPnl: string, signedAmount = '0', realizedSinceOpening = false) {
  const positions = [{ symbol: 'A', signedAmount, realizedPnl, realizedSinceOpening }];
  return service.reconcilePositions({ ...BINANCE, positions }).drift;
}

describe('the profit that an exchange says', () => {
  beforeEach(() => {
    hold('A', '1', '100');
    hold('A', '-1', '100');
  });

  it('tells nothing the first time, and nothing while it changes as here', () => {
    expect(said('500')).toEqual([]);
    hold('A', '2', '100');
    hold('A', '-2', '110');
    expect(said('520')).toEqual([]);
  });

  it('is a drift where it changes otherwise', () => {
    said('500');
    hold('A', '2', '100');
    hold('A', '-2', '110');
    expect(said('519')).toEqual([{ symbol: 'A', positionSide: 'NET', ours: '20', theirs: '19' }]);
  });

  it('is compared at the same quantity only: exchanges push positions before the fill that explains them', () => {
    said('500');
    hold('A', '2', '100');
    expect(said('520', '0')).toEqual([]);
    hold('A', '-2', '110');
    expect(said('520', '3')).toEqual([]);
    hold('A', '3', '100');
    expect(said('519', '3')).toEqual([{ symbol: 'A', positionSide: 'NET', ours: '20', theirs: '19' }]);
  });

  it('may hold funding, or not', () => {
    said('500');
    const funding = { id: 'f', kind: 'FUNDING', amount: '-3', currency: 'USDT' } as const;
    cache.positions.registerInstruments([{ exchange: 'binance', symbol: 'A', quote: 'USDT' }]);
    cache.positions.applyAdjustment({ exchange: 'binance', symbol: 'A', ...funding });
    expect(said('497')).toEqual([]);
    cache.positions.applyAdjustment({ exchange: 'binance', symbol: 'A', ...funding, id: 'g' });
    expect(said('497')).toEqual([]);
    cache.positions.applyAdjustment({ exchange: 'binance', symbol: 'A', ...funding, id: 'h' });
    expect(said('495')).toHaveLength(1);
  });

  it('is not compared over an opening where it begins anew with each', () => {
    hold('A', '2', '100');
    expect(said('7', '2', true)).toEqual([]);
    hold('A', '-1', '110');
    expect(said('17', '1', true)).toEqual([]);
    hold('A', '-1', '110');
    hold('A', '1', '110');
    expect(said('0', '1', true)).toEqual([]);
    hold('A', '1', '110');
    expect(said('1', '2', true)).toHaveLength(1);
  });
});

function differences(openOrders: readonly OrderUpdate[] | null, options: ReconcileOptions = {}) {
  return service.reconcileOpenOrders({ ...BINANCE, openOrders }, options);
}

describe('open orders and a list of them', () => {
  it('differ by what is missing, unknown, and of another status or fill', () => {
    cache.positions.applyUpdate(update({ id: '1' }));
    cache.positions.applyUpdate(update({ id: '2' }));
    cache.positions.applyUpdate(update({ id: '4', status: 'PENDING' }));
    cache.positions.applyUpdate(update({ id: '5' }));
    const list = [
      listed({ id: '2', filled: '1', average: '100' }),
      listed({ id: '3' }),
      listed({ id: '4' }),
      listed({ id: '5' }),
    ];
    const symbol = 'BTCUSDT';
    expect(differences(list)).toEqual([
      { symbol, orderId: '2', kind: 'status', ours: 'ACCEPTED', theirs: 'PARTIALLY_FILLED' },
      { symbol, orderId: '2', kind: 'filled', ours: '0', theirs: '1' },
      { symbol, orderId: '3', kind: 'unknown', ours: null, theirs: 'ACCEPTED' },
      { symbol, orderId: '4', kind: 'status', ours: 'PENDING', theirs: 'ACCEPTED' },
      { symbol, orderId: '1', kind: 'missing', ours: 'ACCEPTED', theirs: null },
    ]);
    expect(cache.orders.order('3')).toBeNull();
  });

  it('are the same where an order is being canceled and still open there', () => {
    cache.positions.applyUpdate(update({ id: '1' }));
    cache.positions.applyUpdate(update({ id: '1', status: 'CANCELING' }));
    expect(differences([listed({ id: '1' })])).toEqual([]);
  });

  it('that one means to cancel are compared too', () => {
    cache.positions.applyUpdate(update({ id: '1' }));
    cache.orders.markCancelIntent('1');
    expect(differences([]).map(({ kind }) => kind)).toEqual(['missing']);
  });

  it('a list that is not complete misses nothing, nor does one that could not be fetched', () => {
    cache.positions.applyUpdate(update({ id: '1' }));
    expect(service.reconcileOpenOrders({ exchange: 'binance', complete: false, openOrders: [] })).toEqual([]);
    expect(differences(null)).toEqual([]);
  });

  it('is known by its client id', () => {
    cache.orders.orderInitialized({
      exchange: 'binance',
      symbol: 'BTCUSDT',
      clientOrderId: 'c',
      side: 'BUY',
      type: 'LIMIT',
      amount: '10',
    });
    expect(differences([listed({ id: '9', clientOrderId: 'c' })]).map(({ kind }) => kind)).toEqual([
      'status',
    ]);
  });

  it('taken over: what is listed is applied and moves positions; what is missing stays open', () => {
    cache.positions.applyUpdate(update({ id: '1' }));
    cache.positions.applyUpdate(update({ id: '2' }));
    differences([listed({ id: '2', filled: '1', average: '100' })], { adopt: true });
    expect(cache.orders.order('2')).toMatchObject({ status: 'PARTIALLY_FILLED', filled: '1' });
    expect(cache.orders.order('1')?.status).toBe('ACCEPTED');
    expect(held('BTCUSDT')).toEqual(['1', '100']);
    expect(differences([listed({ id: '2', filled: '1', average: '100' }), listed({ id: '1' })])).toEqual([]);
  });

  it('and positions in one snapshot: a fill that both tell counts once', () => {
    cache.positions.applyUpdate(update({ id: '2' }));
    service.reconcile(
      {
        ...BINANCE,
        openOrders: [listed({ id: '2', filled: '1', average: '100' })],
        positions: [{ symbol: 'BTCUSDT', signedAmount: '1', entryPrice: '100', timestamp: T + 1 }],
      },
      { adopt: true },
    );
    expect(held('BTCUSDT')).toEqual(['1', '100']);
    expect(cache.faults()).toEqual([]);
  });
});

describe('orders that are missing in the list', () => {
  type Fetch = (order: Order) => Promise<OrderUpdate | null>;
  const resolve = (fetchOrder: Fetch, graceMs = 0) =>
    service.resolveMissingOrders(
      { exchange: 'binance', openOrders: [listed({ id: 'there' })] },
      { fetchOrder, graceMs },
    );

  beforeEach(() => {
    for (const id of ['there', '1', '2', '3']) cache.positions.applyUpdate(update({ id }));
  });

  it('are asked for each, and end only as the exchange says', async () => {
    const fetchOrder = jest.fn<Fetch>(({ id }) => {
      if (id === '1') return Promise.resolve(listed({ id, status: 'FILLED', filled: '10', average: '100' }));
      return id === '2' ? Promise.resolve(null) : Promise.reject(new Error('away'));
    });
    const { confirmed, unconfirmed } = await resolve(fetchOrder);
    expect(fetchOrder.mock.calls.map(([{ id }]) => id)).toEqual(['1', '2', '3']);
    expect(confirmed.map(({ id, status }) => [id, status])).toEqual([['1', 'FILLED']]);
    expect(unconfirmed.map(({ id, status }) => [id, status])).toEqual([
      ['2', 'ACCEPTED'],
      ['3', 'ACCEPTED'],
    ]);
    expect(held('BTCUSDT')).toEqual(['10', '100']);
  });

  it('are asked for each though asking throws', async () => {
    const fetchOrder = jest.fn<Fetch>(() => {
      throw new Error('not connected');
    });
    expect((await resolve(fetchOrder)).unconfirmed.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('stay open where the exchange says that they are, with what it says', async () => {
    const { unconfirmed } = await resolve(({ id }) =>
      Promise.resolve(listed({ id, filled: '1', average: '100' })),
    );
    expect(unconfirmed.map(({ status }) => status)).toEqual(Array(3).fill('PARTIALLY_FILLED'));
  });

  it('are left alone while they are younger than the grace time', async () => {
    const fetchOrder = jest.fn<Fetch>(() => Promise.resolve(null));
    await resolve(fetchOrder, 1_000);
    expect(fetchOrder).not.toHaveBeenCalled();
    cache.now += 1_000;
    await resolve(fetchOrder, 1_000);
    expect(fetchOrder).toHaveBeenCalledTimes(3);
  });

  it('are not looked for where the list could not be fetched', async () => {
    const fetchOrder = jest.fn<Fetch>();
    await service.resolveMissingOrders({ exchange: 'binance', openOrders: null }, { fetchOrder, graceMs: 0 });
    expect(fetchOrder).not.toHaveBeenCalled();
  });

  it.each([-1, NaN])('a grace time of %d is refused', async (graceMs) => {
    await expect(resolve(() => Promise.resolve(null), graceMs)).rejects.toMatchObject({ field: 'graceMs' });
  });
});
