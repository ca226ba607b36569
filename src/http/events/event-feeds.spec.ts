import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Subject } from 'rxjs';
import type { CacheEvent } from '../../cache/cache-event.js';
import type { CacheService } from '../../cache/cache.service.js';
import { ShuttingDownError } from '../http.errors.js';
import { EventFeed } from './event-feed.js';
import { EventFeeds } from './event-feeds.js';
import type { EventStream } from './event-stream.js';

let events: Subject<CacheEvent>;
let cache: CacheService;

beforeEach(() => {
  events = new Subject();
  cache = { events$: events } as unknown as CacheService;
});

function gap(orderId: string, symbol = 'A'): CacheEvent {
  return {
    event: 'position.gap',
    data: {
      exchange: 'x',
      symbol,
      positionSide: 'NET',
      orderId,
      quantity: '1',
      estimated: false,
      feesUnknown: false,
    },
  };
}

/** Everything that a stream gives without waiting for more. */
async function read(stream: EventStream): Promise<string> {
  await new Promise(setImmediate);
  let text = '';
  for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
    text += chunk.toString();
    await new Promise(setImmediate);
  }
  return text;
}

function orderIds(text: string): readonly string[] {
  return [...text.matchAll(/"orderId":"(\w+)"/g)].map(([, id]) => id as string);
}

function lastId(text: string): string {
  return [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] as string;
}

describe('a feed', () => {
  const on = { idle: jest.fn(), over: jest.fn() };

  it('goes on where a reader stopped', async () => {
    const feed = new EventFeed(cache, on);
    const stream = feed.open(null, {});
    events.next(gap('a'));
    const id = lastId(await read(stream));
    stream.destroy();
    events.next(gap('b'));
    events.next(gap('c'));
    expect(orderIds(await read(feed.open(id, {})))).toEqual(['b', 'c']);
    expect(await read(feed.open(null, {}))).toMatch(/^retry: 1000\nid: \w+\.3\n\n$/);
  });

  it.each([
    ['of another run', (id: string) => id.replace(/^\w/, (first) => (first === 'a' ? 'b' : 'a'))],
    ['of an event that is not there yet', (id: string) => id.replace(/\d+$/, '99')],
    ['that is none', () => 'event: forged'],
    ['that is empty', () => ''],
  ])('says resync to an id %s', async (_, wrong) => {
    const feed = new EventFeed(cache, on);
    events.next(gap('a'));
    const id = lastId(await read(feed.open(null, {})));
    const stream = feed.open(wrong(id), {});
    expect(await read(stream)).toContain(`id: ${id}\nevent: resync\ndata: {}\n\n`);
    events.next(gap('b'));
    expect(orderIds(await read(stream))).toEqual(['b']);
  });

  it('says resync to a reader who comes back too late, and to one who reads too slowly', async () => {
    const feed = new EventFeed(cache, on, 10_000);
    const [slow, leaving] = [feed.open(null, {}), feed.open(null, {})];
    events.next(gap('a'));
    const id = lastId(await read(leaving));
    leaving.destroy();
    for (let at = 0; at < 1_000; at++) events.next(gap(`b${at}`));
    const back = await read(feed.open(id, {}));
    expect(back.match(/event: resync/g)).toHaveLength(1);
    expect(orderIds(back)).toEqual([]);
    const text = await read(slow);
    expect(text.match(/event: resync/g)).toHaveLength(1);
    events.next(gap('c'));
    expect(orderIds(await read(slow))).toEqual(['c']);
  });

  it('holds no more for 200 readers who do not read than for one', async () => {
    const feed = new EventFeed(cache, on, 100_000);
    const streams = Array.from({ length: 200 }, () => feed.open(null, {}));
    for (let at = 0; at < 20_000; at++) {
      events.next(gap(`b${at}`));
      if (at % 100 === 0) await new Promise(setImmediate);
    }
    for (const stream of streams) expect(stream.readableLength).toBeLessThan(3 * 16_384);
    expect(feed.log.last - feed.log.first).toBeLessThan(1_000);
    expect(await read(streams[7] as EventStream)).toContain('event: resync');
  });

  it('gives a reader the events of its market and by its names, and those of the scope', async () => {
    const feed = new EventFeed(cache, on);
    const market = feed.open(null, { symbol: 'B', exchange: 'x' });
    const syncs = feed.open(null, { events: new Set(['sync.completed']) });
    events.next(gap('a', 'A'));
    events.next(gap('b', 'B'));
    events.next({ event: 'sync.completed', data: { sequence: 1, dirty: 0 } });
    const text = await read(market);
    expect(orderIds(text)).toEqual(['b']);
    expect(text).toContain('event: sync.completed');
    expect(await read(syncs)).toMatch(
      /^retry: .*\n\nid: \w+\.3\nevent: sync.completed\ndata: \{"sequence":1,"dirty":0\}\n\n$/s,
    );
  });

  it('says resync after the scope was loaded, and tells why a scope serves no more', async () => {
    const feed = new EventFeed(cache, on);
    const stream = feed.open(null, { events: new Set(['scope.fenced']) });
    const scope = { strategyId: 's', userId: 'u' };
    events.next({ event: 'scope.serving', data: { ...scope, state: 'serving', reason: null } });
    events.next({
      event: 'scope.fenced',
      data: { ...scope, state: 'fenced', reason: new Error('taken over') },
    });
    const text = await read(stream);
    expect(text).toContain('event: resync');
    expect(text).toContain('data: {"strategyId":"s","userId":"u","state":"fenced","reason":"taken over"}');
  });
});

describe('the feeds of an application', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('beat every 15 seconds', async () => {
    const stream = new EventFeeds().open(cache, null, {});
    await read(stream);
    jest.advanceTimersByTime(14_999);
    expect(await read(stream)).toBe('');
    jest.advanceTimersByTime(1);
    expect(await read(stream)).toBe(': heartbeat\n\n');
    jest.advanceTimersByTime(15_000);
    expect(await read(stream)).toBe(': heartbeat\n\n');
  });

  it('keep events for a minute after the last reader left, and then let go of the cache', async () => {
    const feeds = new EventFeeds();
    const first = feeds.open(cache, null, {});
    const id = lastId(await read(first));
    first.destroy();
    await new Promise(setImmediate);
    events.next(gap('a'));
    jest.advanceTimersByTime(59_999);
    const second = feeds.open(cache, id, {});
    expect(orderIds(await read(second))).toEqual(['a']);
    second.destroy();
    await new Promise(setImmediate);
    jest.advanceTimersByTime(60_000);
    expect(events.observed).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
    expect(await read(feeds.open(cache, id, {}))).toContain('event: resync');
  });

  it('end the streams of a scope that is closed, and all when the application ends', async () => {
    const feeds = new EventFeeds();
    const closed = feeds.open(cache, null, {});
    const data = { strategyId: 's', userId: 'u', state: 'closed', reason: null } as const;
    events.next({ event: 'scope.closed', data });
    expect(await read(closed)).toContain('event: scope.closed');
    expect(closed.readableEnded).toBe(true);
    const other = feeds.open(cache, null, {});
    feeds.beforeApplicationShutdown();
    await read(other);
    expect(other.readableEnded).toBe(true);
    expect(events.observed).toBe(false);
    expect(() => feeds.open(cache, null, {})).toThrow(ShuttingDownError);
  });
});
