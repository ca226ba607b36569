import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Scope } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { firstValueFrom, Subject, take, takeUntil, toArray } from 'rxjs';
import {
  CacheManager,
  CacheService,
  HandlerInUseError,
  InvalidHandlerError,
  OnFill,
  OnGap,
  OnlyWriter,
  OnOrder,
  OnPosition,
  OnScope,
  TradingCacheModule,
} from '../../src/index.js';
import type { FillEvent, HandlerContext, Order, Position, PositionGap, ScopeEvent } from '../../src/index.js';
import { nextTurn } from '../../src/state/next-turn.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { Batch } from '../../src/stores/batch.js';
import { FaultStore } from '../support/fault-store.js';
import { until } from '../support/until.js';
import { fill, T, traded, update } from '../support/updates.js';

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

let store: FaultStore;
let modules: TestingModule[] = [];

beforeEach(() => {
  store = new FaultStore();
});

afterEach(async () => {
  for (const module of modules.splice(0)) await module.close();
});

async function start(...providers: Provider[]): Promise<{ module: TestingModule; cache: CacheService }> {
  const module = await Test.createTestingModule({
    imports: [
      ScheduleModule.forRoot(),
      TradingCacheModule.forRoot({ store, isGlobal: true, closeTimeout: 1 }),
    ],
    providers,
  })
    .setLogger(SILENT)
    .compile();
  modules.push(module);
  await module.init();
  return { module, cache: module.get(CacheService) };
}

async function stop(module: TestingModule): Promise<void> {
  modules = modules.filter((each) => each !== module);
  await module.close();
}

@Injectable()
class Recorder {
  readonly seen: string[] = [];
  readonly gaps: PositionGap[] = [];

  @OnOrder({ status: ['ACCEPTED', 'FILLED'] })
  onOrder({ id, status }: Order): void {
    this.seen.push(`order ${id} ${status}`);
  }

  @OnFill({ symbol: 'BTCUSDT' })
  onFill({ change, side, quantity, price, after }: FillEvent): void {
    this.seen.push(`${change} ${side} ${quantity} at ${price}, then ${after.signedAmount}`);
  }

  @OnPosition()
  onPosition({ symbol, signedAmount }: Position): void {
    this.seen.push(`position ${symbol} ${signedAmount}`);
  }

  @OnGap()
  onGap(gap: PositionGap): void {
    this.gaps.push(gap);
  }
}

@Injectable()
class Book {
  readonly tradeIds: (string | null)[] = [];
  calls = 0;
  failing: (call: number) => boolean = () => false;

  @OnFill({ durable: 'book', attempts: 3 })
  async onFill({ tradeId }: FillEvent): Promise<void> {
    await Promise.resolve();
    if (this.failing(this.calls++)) throw new Error('the book is closed');
    this.tradeIds.push(tradeId);
  }
}

describe('handlers', () => {
  it('are called after the commit of what they are told, not before', async () => {
    const { module, cache } = await start(Recorder);
    const { seen } = module.get(Recorder);
    const release = store.hold();
    cache.applyUpdate(traded('1', 'BUY', '2', '100', { symbol: 'BTCUSDT' }));
    await store.nextBatch();
    expect(seen).toEqual([]);
    release();
    await cache.flush();
    await cache.handled();
    expect(seen.toSorted()).toEqual(['fill BUY 2 at 100, then 2', 'order 1 FILLED', 'position BTCUSDT 2']);
  });

  it('are told nothing of what changes nothing', async () => {
    const { module, cache } = await start(Recorder);
    for (let time = 0; time < 2; time++) {
      cache.applyUpdate(traded('1', 'BUY', '2', '100', { symbol: 'BTCUSDT' }));
      await cache.flush();
      await cache.handled();
    }
    expect(module.get(Recorder).seen).toHaveLength(3);
  });

  it('are told of a gap, and of an inferred fill that turns out to be two trades', async () => {
    const { module, cache } = await start(Recorder);
    const { seen, gaps } = module.get(Recorder);
    cache.applyUpdate(fill('4', '1', '100', { id: '1' }));
    await cache.flush();
    const trade = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      orderId: '1',
      side: 'BUY',
      price: '100',
    } as const;
    cache.applyTrade({ ...trade, tradeId: 'a', quantity: '1', timestamp: T });
    cache.applyTrade({ ...trade, tradeId: 'b', quantity: '2', timestamp: T });
    await cache.flush();
    await cache.handled();
    expect(gaps).toHaveLength(1);
    expect(seen.filter((each) => /^(fill|reversal)/.test(each))).toEqual([
      'fill BUY 1 at 100, then 1',
      'fill BUY 3 at 100, then 4',
      'reversal BUY -3 at 100, then 4',
      'fill BUY 1 at 100, then 1',
      'fill BUY 2 at 100, then 3',
    ]);
  });

  it('hold up nothing but themselves, and tell their lag', async () => {
    @Injectable()
    class Slow {
      release!: () => void;
      private readonly released = new Promise<void>((resolve) => (this.release = resolve));

      @OnFill()
      onFill(): Promise<void> {
        return this.released;
      }
    }
    const { module, cache } = await start(Slow, Recorder);
    cache.applyUpdate(traded('1', 'BUY', '2', '100', { symbol: 'BTCUSDT' }));
    cache.applyUpdate(traded('2', 'BUY', '2', '100', { symbol: 'BTCUSDT' }));
    await cache.flush();
    await until(() => module.get(Recorder).seen.length === 5);
    expect(cache.handlers().find(({ name }) => name === 'Slow.onFill')).toMatchObject({
      event: 'fill',
      waiting: 2,
      handled: 0,
    });
    module.get(Slow).release();
    await cache.handled();
    expect(cache.handlers().find(({ name }) => name === 'Slow.onFill')).toMatchObject({
      waiting: 0,
      handled: 2,
    });
  });

  it('get what they are told by another decorator of the same method too', async () => {
    @Injectable()
    class Both {
      seen = 0;

      @OnOrder()
      @OnPosition()
      on(): void {
        this.seen++;
      }
    }
    const { module, cache } = await start(Both);
    cache.applyUpdate(traded('1', 'BUY', '2', '100'));
    await cache.flush();
    await cache.handled();
    expect(module.get(Both).seen).toBe(2);
  });

  it('are found in a provider whose token is a symbol', async () => {
    const token = Symbol('recorder');
    const { module, cache } = await start({ provide: token, useFactory: () => new Recorder() });
    cache.applyUpdate(traded('1', 'BUY', '2', '100', { symbol: 'BTCUSDT' }));
    await cache.flush();
    await cache.handled();
    expect(module.get<Recorder>(token).seen).toContain('fill BUY 2 at 100, then 2');
  });

  it('are refused in a provider that is made for each request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      @OnFill()
      onFill(): void {}
    }
    await expect(start(PerRequest)).rejects.toThrow(InvalidHandlerError);
    modules = [];
  });
});

describe('a handler', () => {
  it('is one, however many names its provider has', async () => {
    const alias = { provide: 'BOOK', useExisting: Book };
    const { module, cache } = await start(Book, alias);
    cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    await cache.flush();
    await cache.handled();
    expect(module.get(Book).tradeIds).toEqual(['1']);
  });

  it('of all scopes is told that one is closed which is gone by then', async () => {
    let release!: () => void;
    const slow = new Promise<void>((resolve) => (release = resolve));
    @Injectable()
    class Watch {
      readonly states: string[] = [];

      @OnScope({ scope: '*' })
      async onScope({ userId, state }: ScopeEvent, { cache }: HandlerContext): Promise<void> {
        if (userId === 'bob' && state === 'serving') await slow;
        if (userId === 'bob') this.states.push(`${cache.name} ${state}`);
      }
    }
    const { module } = await start(Watch);
    const manager = module.get(CacheManager);
    const { states } = module.get(Watch);
    for (let time = 0; time < 2; time++) {
      await manager.acquire({ strategyId: 'grid', userId: 'bob', name: 'bob' });
      await manager.close('bob');
    }
    release();
    await until(() => states.length === 4);
    expect(states.toSorted()).toEqual(['bob closed', 'bob closed', 'bob serving', 'bob serving']);
  });

  it('runs one at a time also where fills are tried again that it gave up', async () => {
    let running = 0;
    let most = 0;
    let isBroken = true;
    const seen: (string | null)[] = [];
    @Injectable()
    class Single {
      @OnFill({ durable: 'single', attempts: 1 })
      async onFill({ tradeId }: FillEvent): Promise<void> {
        most = Math.max(most, ++running);
        await nextTurn();
        running--;
        if (isBroken) throw new Error('broken');
        seen.push(tradeId);
      }
    }
    const { cache } = await start(Single);
    cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    cache.applyUpdate(traded('2', 'BUY', '1', '100'));
    await cache.flush();
    await cache.handled();
    isBroken = false;
    cache.applyUpdate(traded('3', 'BUY', '1', '100'));
    cache.applyUpdate(traded('4', 'BUY', '1', '100'));
    await cache.flush();
    expect([cache.retrySetAside('single'), cache.retrySetAside('single')]).toEqual([2, 0]);
    await cache.handled();
    expect(new Set(seen)).toEqual(new Set(['1', '2', '3', '4']));
    expect(most).toBe(1);
    expect(cache.retrySetAside('single')).toBe(0);
  });
});

describe('a durable handler', () => {
  it('gets at the next start what it was not done with, once', async () => {
    const first = await start(Book);
    first.module.get(Book).failing = (call) => call > 0;
    for (const id of ['1', '2', '3']) first.cache.applyUpdate(traded(id, 'BUY', '1', '100'));
    await first.cache.flush();
    await until(() => first.module.get(Book).calls > 1);
    await stop(first.module);
    expect(first.module.get(Book).tradeIds).toHaveLength(1);

    const second = await start(Book);
    await second.cache.handled();
    const seen = [...first.module.get(Book).tradeIds, ...second.module.get(Book).tradeIds];
    expect(seen).toEqual(['1', '2', '3']);
    await second.cache.flush();
    await stop(second.module);

    const third = await start(Book);
    await third.cache.handled();
    expect(third.module.get(Book).tradeIds).toEqual([]);
  });

  it('gets no fill from before it was there', async () => {
    const first = await start();
    first.cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    await stop(first.module);
    const { module, cache } = await start(Book);
    cache.applyUpdate(traded('2', 'BUY', '1', '100'));
    await cache.flush();
    await cache.handled();
    expect(module.get(Book).tradeIds).toEqual(['2']);
  });

  it('gets what happened while no process had it', async () => {
    const first = await start(Book);
    await stop(first.module);
    const second = await start();
    second.cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    await stop(second.module);
    const { module, cache } = await start(Book);
    await cache.handled();
    expect(module.get(Book).tradeIds).toEqual(['1']);
  });

  it('has a fill set aside that it cannot handle, and gets it again when that is asked for', async () => {
    const { module, cache } = await start(Book);
    const book = module.get(Book);
    book.failing = (call) => call < 3;
    cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    cache.applyUpdate(traded('2', 'BUY', '1', '100'));
    await cache.flush();
    await cache.handled();
    expect(book.tradeIds).toEqual(['2']);
    expect(cache.handlers()).toMatchObject([{ durable: 'book', failures: 3, setAside: 1, handled: 1 }]);
    await stop(module);

    const again = await start(Book);
    expect(again.cache.retrySetAside('book')).toBe(1);
    await again.cache.handled();
    expect(again.module.get(Book).tradeIds).toEqual(['1']);
    expect(again.cache.retrySetAside('book')).toBe(0);
  });

  it('leaves nothing in the store when it is done', async () => {
    const { cache } = await start(Book);
    for (const id of ['1', '2', '3']) cache.applyUpdate(traded(id, 'BUY', '1', '100'));
    await cache.flush();
    await cache.handled();
    await cache.flush();
    const operations = store.batches.flatMap((batch) => batch.operations);
    const kept = operations.filter((each) => 'type' in each && (each.type as string) === 'outbox');
    expect(kept.map(({ op }) => op).toSorted()).toEqual(['delete', 'delete', 'delete', 'put', 'put', 'put']);
  });

  it('is forgotten when it is gone for good', async () => {
    const first = await start(Book);
    expect(() => first.cache.forgetHandler('book')).toThrow(HandlerInUseError);
    await stop(first.module);
    const second = await start();
    expect(second.cache.forgetHandler('book')).toBe(true);
    second.cache.applyUpdate(traded('1', 'BUY', '1', '100'));
    await stop(second.module);
    const { module, cache } = await start(Book);
    await cache.handled();
    expect(module.get(Book).tradeIds).toEqual([]);
  });
});

describe('a durable handler of a scope that closes', () => {
  it('gets at the next start what came while another handler was waited for', async () => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    @Injectable()
    class Slow {
      calls = 0;

      @OnFill({ symbol: 'BTCUSDT', durable: 'slow' })
      onFill(): Promise<void> {
        this.calls++;
        return released;
      }
    }
    const first = await start(Slow, Book);
    first.cache.applyUpdate(traded('1', 'BUY', '1', '100', { symbol: 'BTCUSDT' }));
    await first.cache.flush();
    await until(() => first.module.get(Slow).calls === 1 && first.module.get(Book).tradeIds.length === 1);
    const closed = stop(first.module);
    await nextTurn();
    first.cache.applyUpdate(traded('2', 'BUY', '1', '100'));
    await first.cache.flush();
    first.cache.applyUpdate(traded('3', 'BUY', '1', '100'));
    release();
    await closed;
    const second = await start(Slow, Book);
    await second.cache.handled();
    expect(second.module.get(Book).tradeIds).toEqual(['2', '3']);
  });
});

/** Whether a batch has the order with the id `last`. */
function isLast({ operations }: Batch): boolean {
  return operations.some(
    (each) => each.op === 'put' && each.type === CacheKey.ORDER && each.value.includes('"last"'),
  );
}

async function rolledBack(provider: Provider) {
  const { module, cache } = await start(provider);
  const putBack = store.snapshot();
  for (let id = 1; id <= 300; id++) cache.applyUpdate(traded(`${id}`, 'BUY', '1', '100'));
  await cache.flush();
  putBack();
  let release = store.hold();
  cache.applyUpdate(traded('last', 'BUY', '1', '100'));
  await store.nextBatch();
  const next = async () => {
    const batch = store.nextBatch();
    release();
    release = store.hold();
    return batch;
  };
  return { module, cache, next, release: () => release() };
}

describe('handlers of a store that was rolled back', () => {
  it('are told of a fill when it is committed, not when others are', async () => {
    @Injectable()
    class Trades {
      readonly ids: (string | null)[] = [];

      @OnFill()
      onFill({ tradeId }: FillEvent): void {
        this.ids.push(tradeId);
      }
    }
    const { module, cache, next, release } = await rolledBack(Trades);
    while (!isLast(await next()));
    await nextTurn();
    expect(module.get(Trades).ids).not.toContain('last');
    release();
    await cache.flush();
    await cache.handled();
    expect(module.get(Trades).ids.at(-1)).toBe('last');
  });

  it('lose no fill to a crash while the store is written anew: each is committed with its order', async () => {
    @Injectable()
    class Stuck {
      @OnFill({ durable: 'stuck' })
      onFill(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const { cache, next, release } = await rolledBack(Stuck);
    const seen: Batch[] = [];
    for (let orders = 0; orders < 301;) {
      const batch = await next();
      seen.push(batch);
      orders += ofType(batch, CacheKey.ORDER).length;
    }
    expect(seen.map((batch) => ofType(batch, CacheKey.OUTBOX).length)).toEqual(
      seen.map((batch) => ofType(batch, CacheKey.ORDER).length),
    );
    release();
    await cache.flush();
  });
});

function ofType({ operations }: Batch, type: CacheKey) {
  return operations.filter((each) => each.op === 'put' && each.type === type);
}

describe('handlers of a scope', () => {
  it('are told that it serves, that its store is away and back, and that it closes', async () => {
    @Injectable()
    class Watch {
      readonly states: string[] = [];

      @OnScope()
      onScope({ state }: ScopeEvent): void {
        this.states.push(state);
      }
    }
    const { module, cache } = await start(Watch);
    const { states } = module.get(Watch);
    await until(() => states.length === 1);
    store.isAway = true;
    cache.applyUpdate(update({ id: '1' }));
    await until(() => states.length === 2);
    store.isAway = false;
    await until(() => states.length === 3);
    await stop(module);
    await until(() => states.length === 4);
    expect(states).toEqual(['serving', 'away', 'serving', 'closed']);
  });
});

describe('OnlyWriter', () => {
  it('runs a method only while this process writes the scope', async () => {
    @Injectable()
    class Jobs {
      runs = 0;

      @OnlyWriter()
      job(): string {
        this.runs++;
        return 'ran';
      }
    }
    const { module, cache } = await start(Jobs);
    const jobs = module.get(Jobs);
    expect([cache.isWriter, jobs.job()]).toEqual([true, 'ran']);
    await cache.close();
    expect([cache.isWriter, jobs.job()]).toEqual([false, undefined]);
    expect(jobs.runs).toBe(1);
    expect(() => new Jobs().job()).toThrow(InvalidHandlerError);
  });
});

describe('observables', () => {
  it('tell at the end of the turn, before the commit', async () => {
    const { cache } = await start();
    const release = store.hold();
    const first = firstValueFrom(cache.fills$);
    cache.applyUpdate(traded('1', 'BUY', '2', '100'));
    expect(await first).toMatchObject({ tradeId: '1', quantity: '2', change: 'fill' });
    expect(cache.status().dirty).toBeGreaterThan(0);
    release();
  });

  it('end with takeUntil, and nothing is computed without a subscriber', async () => {
    const { cache } = await start();
    const ended = new Subject<void>();
    const orders = firstValueFrom(cache.orders$.pipe(takeUntil(ended), toArray()));
    cache.applyUpdate(update({ id: '1' }));
    await cache.flush();
    ended.next();
    cache.applyUpdate(update({ id: '2' }));
    await cache.flush();
    expect((await orders).map(({ id }) => id)).toEqual(['1']);
  });

  it('tell everything under the names of the HTTP events', async () => {
    const { cache } = await start();
    const events = firstValueFrom(cache.events$.pipe(take(3), toArray()));
    cache.applyUpdate(fill('1', '1', '100', { id: '1', amount: '1' }));
    expect((await events).map(({ event }) => event)).toEqual(['order.updated', 'fill', 'position.updated']);
  });
});
