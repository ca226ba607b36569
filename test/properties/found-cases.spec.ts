// Cases that were found by looking for what the generators of messages do not make.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Adjustment, CacheService, Fill, OrderUpdate, Position } from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import { permutations } from '../support/merging.js';
import { TestManagers } from '../support/test-managers.js';
import { fill, T, traded, update } from '../support/updates.js';
import { KeptScope } from './convergence-scope.js';

const HOUR = 3_600_000;
const NET = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
const FUNDING: Adjustment = { ...NET, id: 'f', kind: 'FUNDING', amount: '-1', currency: 'USDT' };

type Step = (cache: CacheService) => unknown;

async function within(use: (scope: KeptScope) => Promise<void>): Promise<void> {
  const scope = await KeptScope.open([]);
  try {
    await use(scope);
  } finally {
    await scope.close();
  }
}

/** How a scope ends in each order of some steps: once each. */
async function endsOf(steps: readonly Step[], look: (cache: CacheService) => unknown): Promise<unknown[]> {
  const ends = new Set<string>();
  for (const order of permutations(steps))
    await within((scope) => {
      for (const step of order) step(scope.cache);
      ends.add(JSON.stringify(look(scope.cache)));
      return Promise.resolve();
    });
  return Array.from(ends, (end) => JSON.parse(end) as unknown);
}

function told(order: OrderUpdate): Step {
  return (cache) => cache.applyUpdate(order);
}

/** A complete snapshot in which nothing is open. */
function allFlat(at: number): Step {
  const nothing = { exchange: 'binance', complete: true, positions: [], timestamp: T + at };
  return (cache) => cache.reconcilePositions(nothing, { adopt: true });
}

function held(cache: CacheService): string | undefined {
  return cache.position('BTCUSDT')?.signedAmount;
}

function money(cache: CacheService): unknown[] {
  const { signedAmount, entryPrice, realizedPnl } = cache.position('BTCUSDT') as Position;
  return [signedAmount, entryPrice, realizedPnl];
}

describe('a message that was missed, and a complete snapshot that does not name its leg', () => {
  const hole = told(fill('2', '1', '100', { average: '100', timestamp: T + 4 }));

  it('end the same in every order', async () => {
    expect(await endsOf([told(update({ timestamp: T + 1 })), hole, allFlat(2)], held)).toEqual(['1']);
  });

  it('end the same where the leg is told late', async () => {
    const leg = told(update({ positionSide: 'LONG', timestamp: T }));
    const last = told(fill('3', '1', '100', { average: '100', timestamp: T + 10 }));
    const first = told(fill('1', '1', '100', { average: '100', timestamp: T + 1 }));
    expect(await endsOf([leg, first, last, allFlat(5)], held)).toEqual(['1']);
  });
});

describe('what a complete snapshot closed', () => {
  it('stays closed after days in which nothing ran', () =>
    within(async (scope) => {
      told(traded('1', 'BUY', '1', '100', { timestamp: T + 1 }))(scope.cache);
      allFlat(10)(scope.cache);
      scope.now += 72 * HOUR;
      await scope.restart();
      await scope.pass(1);
      await scope.restart();
      expect(held(scope.cache)).toBe('0');
    }));

  it('stays closed while late fills keep it from being settled', () =>
    within(async (scope) => {
      told(traded('1', 'BUY', '1', '100', { timestamp: T + 1 }))(scope.cache);
      allFlat(1_000)(scope.cache);
      for (let at = 10; at < 70; at++) {
        await scope.pass(HOUR / 2);
        told(traded(`late${at}`, 'BUY', '1', '100', { timestamp: T + at }))(scope.cache);
      }
      await scope.restart();
      expect(held(scope.cache)).toBe('0');
    }));
});

/** Two fills that are settled. */
async function settleTwo(scope: KeptScope, second: OrderUpdate): Promise<void> {
  told(fill('1', '1', '100', { id: '1', tradeId: '4', timestamp: T }))(scope.cache);
  told(second)(scope.cache);
  await scope.settle();
}

/** How that looks now, in the next process, and once more is settled. */
async function looksOf(scope: KeptScope): Promise<unknown[]> {
  const looks: unknown[] = [];
  const look = async (): Promise<void> => {
    const { ok } = await scope.cache.verify();
    looks.push([...money(scope.cache), (await scope.cache.fills()).length, ok]);
  };
  await look();
  await scope.restart();
  await look();
  await scope.settle();
  await look();
  return looks;
}

describe('the last fill that was settled', () => {
  const once = ['2', '150', '0', 2, true];

  it('counts once where its trade tells a later time', () =>
    within(async (scope) => {
      await settleTwo(scope, fill('1', '1', '200', { id: '2', tradeId: '5', timestamp: T + 1 }));
      const trade = { ...NET, orderId: '2', tradeId: '5', side: 'BUY', quantity: '1', price: '200' } as const;
      scope.cache.applyTrade({ ...trade, timestamp: T + 2 });
      expect(await looksOf(scope)).toEqual([once, once, once]);
    }));

  it('counts once where a trade stands for it that tells a later time', () =>
    within(async (scope) => {
      await settleTwo(scope, fill('1', '1', '200', { id: '2', tradeId: null, timestamp: T + 1 }));
      const trade = { ...NET, orderId: '2', tradeId: '5', side: 'BUY', quantity: '1', price: '200' } as const;
      scope.cache.applyTrade({ ...trade, timestamp: T + 2 });
      expect(await looksOf(scope)).toEqual([once, once, once]);
    }));

  it('counts once where its order gets its exchange id', () =>
    within(async (scope) => {
      const nameless = { id: null, clientOrderId: 'a', tradeId: null, timestamp: T + 1 };
      await settleTwo(scope, fill('1', '1', '200', nameless));
      told(update({ id: 'z', clientOrderId: 'a', timestamp: T }))(scope.cache);
      expect(await looksOf(scope)).toEqual([once, once, once]);
    }));

  it('counts once where its order goes on under a new id', () =>
    within(async (scope) => {
      await settleTwo(scope, fill('1', '1', '200', { id: '2', tradeId: null, timestamp: T + 1 }));
      const goesOn = { id: '20', formerId: '2', filled: '1', average: '200', timestamp: T + 50 };
      scope.cache.applyUpdate(update(goesOn));
      expect(await looksOf(scope)).toEqual([once, once, once]);
    }));
});

describe('an adjustment', () => {
  it('that is told again after the late updates of orders have passed counts once', () =>
    within(async (scope) => {
      told(traded('1', 'BUY', '1', '100', { timestamp: T + 1 }))(scope.cache);
      scope.cache.applyAdjustment({ ...FUNDING, timestamp: T + 5 });
      await scope.settle();
      await scope.pass(25 * HOUR + 1);
      scope.cache.applyAdjustment({ ...FUNDING, timestamp: T + 5 });
      expect(scope.cache.position('BTCUSDT')?.adjustments).toEqual({ USDT: '-1' });
    }));

  it('from before what is settled leaves positions as of a time, and fills from a time on, as they are', () =>
    within(async (scope) => {
      for (let id = 1; id <= 5; id++)
        told(traded(`${id}`, id % 2 === 1 ? 'BUY' : 'SELL', '1', '100', { timestamp: T + id * 10 }))(
          scope.cache,
        );
      await scope.settle();
      scope.cache.applyAdjustment({ ...FUNDING, timestamp: T + 15 });
      await scope.settle();
      expect((await scope.cache.positionAt('BTCUSDT', T + 40))?.signedAmount).toBe('0');
      expect(await scope.cache.fills({ from: T + 50 })).toHaveLength(1);
      expect(scope.cache.position('BTCUSDT')?.adjustments).toEqual({ USDT: '-1' });
    }));

  it('of a quantity from before a snapshot that is settled counts no more', () =>
    within(async (scope) => {
      told(traded('1', 'BUY', '1', '100', { timestamp: T + 1 }))(scope.cache);
      const position = { symbol: 'BTCUSDT', signedAmount: '1', entryPrice: '100', timestamp: T + 10 };
      const snapshot = { exchange: 'binance', complete: false, positions: [position] };
      scope.cache.reconcilePositions(snapshot, { adopt: true });
      await scope.settle();
      const correction = { ...NET, id: 'c', kind: 'CORRECTION', quantity: '1', price: '100' } as const;
      scope.cache.applyAdjustment({ ...correction, timestamp: T + 5 });
      expect(held(scope.cache)).toBe('1');
    }));
});

function filledOf(cache: CacheService): unknown {
  return [cache.order('7')?.filled, held(cache), cache.checkIntegrity().faults];
}

describe('executions that overlap on the cumulative axis', () => {
  it('of one cumulative quantity add up, in every order', async () => {
    const steps = [
      told(fill('1', '1', '100', { tradeId: '1', average: '100', timestamp: T + 1 })),
      told(fill('2', '1', '100', { tradeId: '2', average: '100', timestamp: T + 2 })),
      told(fill('2', '1', '100', { tradeId: '3', average: '100', timestamp: T + 2 })),
    ];
    expect(await endsOf(steps, filledOf)).toEqual([['3', '3', []]]);
  });

  it('are no more than what was reported where one has no id', () =>
    within((scope) => {
      told(fill('1', '1', '101', { tradeId: '1', average: '100', timestamp: T + 1 }))(scope.cache);
      told(fill('2', '2', '101', { tradeId: null, average: '101', timestamp: T + 2 }))(scope.cache);
      expect(filledOf(scope.cache)).toEqual(['2', '2', []]);
      return Promise.resolve();
    }));
});

describe('a trade that is taken back', () => {
  const MARKET = { exchange: 'binance', symbol: 'BTCUSDT' } as const;
  const bust = (tradeId: string, orderId: string) => ({ ...MARKET, orderId, tradeId, timestamp: T + 9 });

  it('leaves what only cumulative figures told at its own price, in every order', async () => {
    const steps: Step[] = [
      told(update({ id: '1', status: 'FILLED', filled: '2', average: '105', timestamp: T + 3 })),
      (cache) =>
        cache.applyTrade({
          ...NET,
          orderId: '1',
          tradeId: 'b',
          side: 'BUY',
          quantity: '1',
          price: '110',
          timestamp: T + 2,
        }),
      (cache) => cache.bustTrade(bust('b', '1')),
    ];
    expect(await endsOf(steps, money)).toEqual([['1', '100', '0']]);
  });

  it('leaves a message that was missed at its own price', () =>
    within(({ cache }) => {
      told(fill('1', '1', '100', { tradeId: '1', timestamp: T + 1 }))(cache);
      told(fill('3', '1', '100', { tradeId: '3', average: '100', timestamp: T + 3 }))(cache);
      cache.bustTrade(bust('3', '7'));
      expect(money(cache)).toEqual(['2', '100', '0']);
      return Promise.resolve();
    }));

  it('must be named by its order where two have one of its id', () =>
    within(({ cache }) => {
      told(traded('1', 'BUY', '1', '100', { tradeId: 'x', timestamp: T + 1 }))(cache);
      told(traded('2', 'SELL', '1', '100', { tradeId: 'x', timestamp: T + 2 }))(cache);
      expect(cache.bustTrade({ ...MARKET, tradeId: 'x' })).toMatchObject({
        outcome: 'rejected',
        field: 'tradeId',
      });
      expect(held(cache)).toBe('0');
      return Promise.resolve();
    }));
});

it('a contract size that is told first while what is settled is open is refused', () =>
  within(async (scope) => {
    told(fill('1', '1', '100', { id: '1', timestamp: T + 1 }))(scope.cache);
    await scope.settle();
    const second = traded('2', 'SELL', '1', '110', { contractSize: '0.01', timestamp: T + 2 });
    expect(scope.cache.applyUpdate(second)).toMatchObject({ outcome: 'rejected', field: 'contractSize' });
  }));

it('a trade whose report contradicts its cumulative figures is an input, not an error', () =>
  within(({ cache }) => {
    const partly = { status: 'PARTIALLY_FILLED', average: '101.5' } as const;
    told(update({ ...partly, filled: '1', timestamp: T + 3 }))(cache);
    told(update({ ...partly, filled: '2', lastFilled: '2', timestamp: T + 1 }))(cache);
    const trade = { ...NET, orderId: '7', tradeId: '3', side: 'BUY', quantity: '1', price: '101' } as const;
    expect(cache.applyTrade({ ...trade, timestamp: T + 3 }).outcome).toBe('applied');
    return Promise.resolve();
  }));

it('a position as of the time of a fill that no exchange timed has that fill', () =>
  within(async ({ cache }) => {
    told(traded('1', 'BUY', '1', '100', { timestamp: null }))(cache);
    const [{ timestamp }] = (await cache.fills()) as [Fill];
    expect((await cache.positionAt('BTCUSDT', timestamp))?.signedAmount).toBe('1');
  }));

describe('orders that share a client id, over a restart', () => {
  it('are told apart: a trade that names it alone is of the latest, not of one that left memory', () =>
    within(async (scope) => {
      told(traded('1', 'BUY', '1', '100', { clientOrderId: 'x', timestamp: T + 1 }))(scope.cache);
      await scope.settle();
      told(traded('2', 'BUY', '1', '100', { clientOrderId: 'x', timestamp: T + 10 }))(scope.cache);
      await scope.restart();
      const trade = { ...NET, tradeId: '9', side: 'BUY', quantity: '1', price: '100' } as const;
      const result = scope.cache.applyTrade({ ...trade, clientOrderId: 'x', timestamp: T + 11 });
      expect(result).toMatchObject({ orderId: '2' });
    }));

  it('are asked for by it as before', () =>
    within(async (scope) => {
      const second = { clientOrderId: 'x', average: '100', timestamp: T + 10 };
      told(traded('1', 'BUY', '1', '100', { clientOrderId: 'x', timestamp: T + 1 }))(scope.cache);
      told(traded('2', 'BUY', '1', '100', second))(scope.cache);
      expect(scope.cache.order('x')?.id).toBe('2');
      await scope.restart();
      expect(scope.cache.order('x')?.id).toBe('2');
    }));
});

it.each([false, true])(
  'an order that was forgotten, told again, and whose trade tells a later time counts once (others after it: %s)',
  (hasOthers) =>
    within(async (scope) => {
      const first = traded('1', 'BUY', '1', '100', { timestamp: T + 100 });
      told(first)(scope.cache);
      if (hasOthers) told(traded('3', 'BUY', '1', '100', { timestamp: T + 300 }))(scope.cache);
      await scope.settle();
      for (let days = 0; days < 2; days++) await scope.pass(26 * HOUR);
      const before = held(scope.cache);
      told(first)(scope.cache);
      const trade = { ...NET, orderId: '1', tradeId: '1', side: 'BUY', quantity: '1', price: '100' } as const;
      scope.cache.applyTrade({ ...trade, timestamp: T + 150 });
      expect([before, held(scope.cache)]).toEqual(hasOthers ? ['2', '2'] : ['1', '1']);
    }),
);

it('an order that came back to life under another name has one id in the list of its symbol', () =>
  within(async (scope) => {
    told(traded('1', 'BUY', '1', '100', { timestamp: T }))(scope.cache);
    await scope.settle();
    told(traded('10', 'BUY', '1', '100', { formerId: '1', tradeId: '1', timestamp: T + 5 }))(scope.cache);
    expect([...(await scope.cache.getSymbolOrders('BTCUSDT', false))]).toEqual(['10']);
  }));

describe('while the first settling waits for the store', () => {
  let now = 1_800_000_000_000;
  const store = new FaultStore(() => now);
  const managers = new TestManagers(() => ({ store, now: () => now }));
  afterEach(() => managers.closeAll());

  it('fills and profits are told', async () => {
    const cache = (await managers.opened()).cache();
    told(traded('1', 'BUY', '1', '100', { timestamp: T }))(cache);
    told(traded('2', 'SELL', '1', '110', { timestamp: T + 1 }))(cache);
    await cache.flush();
    now += HOUR + 1;
    const goOn = store.hold();
    const sent = store.nextBatch();
    const ticked = cache.tick();
    await sent;
    const [profit] = await cache.pnl({ from: T - HOUR, to: T + HOUR, bucket: 'hour' });
    expect([(await cache.fills()).length, profit?.realizedPnl]).toEqual([2, '10']);
    goOn();
    await ticked;
  });
});
