import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ScriptedStore } from '../../test/support/scripted-store.js';
import { Changes } from '../state/changes.js';
import { TableEntry } from '../state/entry.js';
import type { Entry } from '../state/entry.js';
import { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import { CacheKey } from '../stores/cache-key.js';
import { Writer } from './writer.js';
import type { Refusal } from './refusal.js';
import type { Durability } from './writer.js';

const BATCH = 250;

let now: number;
let changes: Changes;
let telemetry: ScopeTelemetry;
let store: ScriptedStore;
let committed: string[][];
let refusals: Refusal[];
let wentBack: jest.Mock<() => Promise<void>>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  now = 1_000;
  changes = new Changes(() => now);
  telemetry = new ScopeTelemetry({ strategyId: 'grid', userId: 'alice' }, () => now);
  store = new ScriptedStore();
  committed = [];
  refusals = [];
  wentBack = jest.fn(() => Promise.resolve());
});

afterEach(() => {
  jest.useRealTimers();
});

function writer(durability: Durability = 'continuous'): Writer {
  const events = {
    committed: (entries: readonly Entry[]) => committed.push(entries.map(({ key }) => key)),
    wentBack,
    healthChanged: () => undefined,
    refused: (result: Refusal) => refusals.push(result),
  };
  return new Writer(changes, store, durability, events, telemetry, () => now);
}

function change(...keys: readonly string[]): Entry[] {
  const entries = keys.map((key) => new TableEntry<unknown>(CacheKey.INSTRUMENT, key, { key }));
  for (const entry of entries) changes.mark(entry);
  return entries;
}

function keysOf(batch: number): string[] {
  return store.sent[batch]?.operations.flatMap((each) => ('key' in each ? [each.key] : [])) ?? [];
}

/** Lets the writer go on until it waits for the store, or has nothing to do. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function answer(given: Parameters<ScriptedStore['answer']>[0]): Promise<void> {
  store.answer(given);
  await settled();
}

/** Whether a promise has been resolved or rejected by now. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  const pending = Promise.resolve('pending');
  return Promise.race([promise.then(() => 'resolved', () => 'rejected'), pending]); // prettier-ignore
}

describe('continuous', () => {
  it('sends what changed in one turn as one batch, in order, with the next sequence', async () => {
    writer();
    change('a', 'b');
    change('c');
    await settled();
    expect(store.sent).toHaveLength(1);
    expect(store.sent[0]).toMatchObject({ epoch: 1, sequence: 1 });
    expect(keysOf(0)).toEqual(['a', 'b', 'c']);
    await answer('take');
    expect(committed).toEqual([['a', 'b', 'c']]);
  });

  it('has one batch in flight; what changes meanwhile goes into the next', async () => {
    writer();
    change('a');
    await settled();
    change('b');
    change('c');
    await settled();
    expect(store.inFlight).toBe(1);
    await answer('take');
    expect([keysOf(1), store.sent[1]?.sequence]).toEqual([['b', 'c'], 2]);
  });

  it('sends an entry again that changed after it was taken, with its latest state', async () => {
    writer();
    const [a] = change('a') as [Entry];
    await settled();
    a.record = { key: 'a', is: 'newer' };
    changes.mark(a);
    await answer('take');
    await answer('take');
    expect(store.records.get('a')).toContain('newer');
  });

  it('bounds batches, and splits nothing that is committed together', async () => {
    writer();
    change(...Array.from({ length: BATCH + 1 }, (_, at) => `k${at}`));
    const members = Array.from(
      { length: 2 * BATCH },
      (_, at) => new TableEntry<unknown>(CacheKey.INSTRUMENT, `m${at}`, {}),
    );
    changes.markTogether(members);
    await settled();
    await answer('take');
    await answer('take');
    await answer('take');
    expect(store.sent.map(({ operations }) => operations.length)).toEqual([BATCH, 1, 2 * BATCH]);
  });

  it('sends no batch that it made ahead before the one in flight is answered', async () => {
    const written = writer();
    const [first] = change(...Array.from({ length: 2 * BATCH }, (_, at) => `k${at}`)) as [Entry];
    await settled();
    expect([store.sent.length, changes.size, written.dirty]).toEqual([1, 0, 2 * BATCH]);
    first.record = { key: 'k0', is: 'newer' };
    changes.mark(first);
    await answer('take');
    expect([store.sent[1]?.sequence, keysOf(1)[0]]).toEqual([2, `k${BATCH}`]);
    await answer('take');
    await answer('take');
    expect([keysOf(2), written.sequence, written.dirty]).toEqual([['k0'], 3, 0]);
    expect(store.records.get('k0')).toContain('newer');
  });

  it('makes no batch ahead once it was stopped: what changes then is no longer its own', async () => {
    const written = writer();
    change(...Array.from({ length: 2 * BATCH }, (_, at) => `k${at}`));
    while (store.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    written.stop(new Error('closed'));
    await settled();
    expect(changes.size).toBe(BATCH);
  });

  it('does not say that an order is committed of which a newer state is in the batch made ahead', async () => {
    writer();
    const [twice] = change('twice', 'once') as [Entry];
    await settled();
    changes.mark(twice);
    change(...Array.from({ length: BATCH }, (_, at) => `k${at}`));
    // The batch ahead is made when the one in flight was sent: it failed, and is sent again.
    await answer('be away');
    await jest.advanceTimersByTimeAsync(2_000);
    await settled();
    expect(changes.size).toBe(1);
    await answer('take');
    expect(committed).toEqual([['once']]);
  });

  it('writes what was marked before it began', async () => {
    change('a');
    writer();
    await settled();
    expect(keysOf(0)).toEqual(['a']);
  });
});

describe('a batch whose outcome is unknown', () => {
  it.each(['lose the answer', 'be away'] as const)(
    'is sent again, byte for byte, when the store does %s',
    async (fault) => {
      const written = writer();
      const [a] = change('a') as [Entry];
      await settled();
      a.record = { key: 'a', is: 'newer' };
      changes.mark(a);
      change('b');
      await answer(fault);
      expect(written.failure?.message).toContain('The store is unavailable');
      await jest.advanceTimersByTimeAsync(2_000);
      await settled();
      expect(store.sent[1]).toEqual(store.sent[0]);
      await answer('take');
      expect([written.failure, written.sequence]).toEqual([null, 1]);
      expect(keysOf(2)).toEqual(['a', 'b']);
    },
  );

  it('pauses longer each time it fails', async () => {
    writer();
    change('a');
    await settled();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const sent = store.sent.length;
      await answer('be away');
      let pause = 0;
      while (store.sent.length === sent) {
        pause += 5;
        await jest.advanceTimersByTimeAsync(5);
        await settled();
      }
      pauses.push(pause);
    }
    expect(pauses.at(-1)).toBeGreaterThan(4 * (pauses[0] as number));
    await answer('take');
    change('b');
    await settled();
    await answer('be away');
    const sent = store.sent.length;
    await jest.advanceTimersByTimeAsync(pauses[1] as number);
    await settled();
    expect(store.sent.length).toBe(sent + 1);
  });
});

describe('flush', () => {
  it('resolves when everything before it is committed, not what came later', async () => {
    const written = writer();
    change('a');
    await settled();
    change('b');
    const flushed = written.flush();
    change('c');
    await settled();
    await answer('take');
    expect(await stateOf(flushed)).toBe('pending');
    await answer('take');
    expect(await flushed).toEqual({ sequence: 2, survives: 'process' });
  });

  it('resolves at once when there is nothing to write', async () => {
    expect(await writer().flush()).toEqual({ sequence: 0, survives: 'process' });
    expect(store.sent).toEqual([]);
  });

  it('says what the state survives that the store had before, though nothing was committed since', async () => {
    Object.assign(store, { survives: 'server' });
    expect(await writer().flush()).toEqual({ sequence: 0, survives: 'server' });
  });

  it('with a limit rejects when that has passed; it goes on being tried', async () => {
    const written = writer();
    change('a');
    const flushed = written.flush(100).catch(String);
    await settled();
    await jest.advanceTimersByTimeAsync(100);
    expect(await flushed).toContain('not committed within 100 ms');
    await answer('take');
    expect(committed).toEqual([['a']]);
  });
});

describe('interval', () => {
  it('writes when it is told to, and then what had changed by then', async () => {
    const written = writer('interval');
    change('a');
    await settled();
    expect(store.sent).toEqual([]);
    written.write();
    await settled();
    change('b');
    await answer('take');
    expect([committed, store.inFlight, written.dirty]).toEqual([[['a']], 0, 1]);
  });

  it('writes for a flush', async () => {
    const written = writer('interval');
    change('a');
    const flushed = written.flush();
    await settled();
    await answer('take');
    expect((await flushed).sequence).toBe(1);
  });

  it('becomes continuous when it hurries', async () => {
    const written = writer('interval');
    change('a');
    written.hurry();
    await settled();
    await answer('take');
    change('b');
    await settled();
    await answer('take');
    expect(committed).toEqual([['a'], ['b']]);
  });
});

describe('what can be read of it', () => {
  it('how much is not confirmed, since when, and when the store last confirmed something', async () => {
    const written = writer();
    expect([written.dirty, written.lagMs, written.lastSuccessAt]).toEqual([0, 0, null]);
    change('a', 'b');
    await settled();
    now += 700;
    expect([written.dirty, written.lagMs]).toEqual([2, 700]);
    await answer('take');
    expect([written.dirty, written.lagMs, written.lastSuccessAt]).toEqual([0, 0, now]);
  });

  it('the lag counts from the oldest change that is not confirmed', async () => {
    const written = writer();
    now += 10_000;
    change('a');
    await settled();
    now += 300;
    expect(written.lagMs).toBe(300);
    change('b');
    now += 50;
    await answer('take');
    expect(written.lagMs).toBe(50);
    await answer('take');
    change('c');
    expect(written.lagMs).toBe(0);
  });

  it('a record that changes again and again is as old as its first change', async () => {
    const written = writer('interval');
    const entry = new TableEntry<unknown>(CacheKey.INSTRUMENT, 'a', {});
    changes.mark(entry);
    now += 30_000;
    changes.mark(entry);
    expect(written.lagMs).toBe(30_000);
    const flushed = written.flush();
    await settled();
    await answer('take');
    await flushed;
    expect(written.lagMs).toBe(0);
  });

  it('the lag does not grow while batches are never all that waits', async () => {
    const written = writer();
    for (let batch = 0; batch < 4; batch++) {
      change(...Array.from({ length: BATCH + 1 }, (_, at) => `${batch}-${at}`));
      now += 10;
      await settled();
      await answer('take');
    }
    expect(written.dirty).toBeGreaterThan(0);
    expect(written.lagMs).toBeLessThanOrEqual(20);
  });

  it('what is to be written again to a store that went back is as old as it was', async () => {
    const written = writer();
    change('a');
    await settled();
    now += 5_000;
    wentBack.mockImplementationOnce(() => {
      change('b');
      return Promise.resolve();
    });
    await answer({ outcome: 'GAP', storedSequence: 0 });
    expect(written.lagMs).toBe(5_000);
    while (written.dirty > 0) await answer('take');
    change('c');
    expect(written.lagMs).toBe(0);
  });

  it('how long each record waited for its commit, and the commit took', async () => {
    writer();
    change('a');
    now += 40;
    await settled();
    now += 60;
    await answer('take');
    const { acknowledgement, commit } = telemetry.latencies();
    expect([acknowledgement.count, acknowledgement.maxMs]).toEqual([1, 100]);
    expect([commit.count, commit.maxMs]).toEqual([1, 60]);
  });

  it('how long each of many records waited, of one turn and of several', async () => {
    writer();
    for (const key of ['a', 'b', 'c']) change(key);
    await settled();
    now += 7;
    for (const key of ['d', 'e']) change(key);
    await settled();
    now += 3;
    change('f');
    now += 10;
    await answer('take');
    await answer('take');
    const { count, p50Ms, maxMs } = telemetry.latencies().acknowledgement;
    expect([count, maxMs]).toEqual([6, 20]);
    expect(p50Ms).toBeGreaterThanOrEqual(13);
  });

  it('no latency of a commit that is not confirmed', async () => {
    writer();
    change('a');
    await settled();
    await answer({ outcome: 'GAP', storedSequence: 0 });
    expect(telemetry.latencies().commit.count).toBe(0);
    await answer('take');
    expect(telemetry.latencies().commit.count).toBe(1);
  });
});

describe('a store that answers', () => {
  it.each<Refusal>([
    { outcome: 'FENCED', holder: 'process 9' },
    { outcome: 'BAD', reason: 'nonsense' },
  ])('$outcome is handed on, and nothing more is committed', async (refusal) => {
    const written = writer();
    change('a');
    const flushed = written.flush().catch((error: unknown) => String(error));
    await settled();
    await answer(refusal);
    expect(refusals).toEqual([refusal]);
    written.stop(new Error('lost'));
    expect(await flushed).toBe('Error: lost');
    change('b');
    await settled();
    expect([committed, await written.flush().catch(String)]).toEqual([[], 'Error: lost']);
  });

  it('GAP is told everything again, after what it still has', async () => {
    const written = writer();
    const [old] = change('old') as [Entry];
    await settled();
    await answer('take');
    wentBack.mockImplementation(() => {
      changes.mark(old);
      return Promise.resolve();
    });
    change('new');
    const flushed = written.flush();
    await settled();
    await answer({ outcome: 'GAP', storedSequence: 0 });
    expect(await stateOf(flushed)).toBe('pending');
    expect([store.sent[2]?.sequence, keysOf(2).sort()]).toEqual([1, ['new', 'old']]);
    await answer({ outcome: 'OK', survives: 'process' });
    expect((await flushed).sequence).toBe(1);
  });

  it('GAP lets whoever waits wait for all of it', async () => {
    const written = writer();
    const old = change(...Array.from({ length: BATCH }, (_, at) => `old ${at}`));
    await settled();
    await answer('take');
    wentBack.mockImplementation(() => {
      for (const entry of old) changes.mark(entry);
      return Promise.resolve();
    });
    change('new');
    const flushed = written.flush();
    await settled();
    await answer({ outcome: 'GAP', storedSequence: 0 });
    await answer({ outcome: 'OK', survives: 'process' });
    expect(await stateOf(flushed)).toBe('pending');
    await answer({ outcome: 'OK', survives: 'process' });
    expect((await flushed).sequence).toBe(2);
  });

  it('DUP, and has later batches than this one, is told everything again after them', async () => {
    const written = writer();
    change('a');
    const flushed = written.flush();
    await settled();
    await answer({ outcome: 'DUP', survives: 'process', storedSequence: 7 });
    expect([await stateOf(flushed), wentBack.mock.calls.length]).toEqual(['pending', 1]);
    expect([store.sent[1]?.sequence, keysOf(1)]).toEqual([8, ['a']]);
    await answer({ outcome: 'OK', survives: 'process' });
    expect((await flushed).sequence).toBe(8);
  });

  it('GAP is told what was made ahead too', async () => {
    const written = writer();
    const keys = Array.from({ length: 2 * BATCH }, (_, at) => `k${at}`);
    change(...keys);
    await settled();
    const flushed = written.flush();
    await answer({ outcome: 'GAP', storedSequence: -1 });
    expect([store.sent[1]?.sequence, written.dirty]).toEqual([0, 2 * BATCH]);
    await answer({ outcome: 'OK', survives: 'process' });
    await answer({ outcome: 'OK', survives: 'process' });
    expect((await flushed).sequence).toBe(1);
    expect([...keysOf(1), ...keysOf(2)]).toEqual(keys);
  });

  it('GAP, and is away when it is asked what it has, is asked again', async () => {
    writer();
    change('a');
    await settled();
    wentBack.mockRejectedValueOnce(new Error('away'));
    await answer({ outcome: 'GAP', storedSequence: 0 });
    await jest.advanceTimersByTimeAsync(2_000);
    await settled();
    expect(store.sent[1]).toEqual(store.sent[0]);
  });
});

describe('a check', () => {
  it('sends a batch that the store cannot take, and nothing while a batch is under way', async () => {
    const writing = writer();
    change('a');
    await settled();
    writing.check();
    await answer('take');
    writing.check();
    await settled();
    expect(store.sent.map(({ sequence, operations }) => [sequence, operations.length])).toEqual([
      [1, 1],
      [3, 0],
    ]);
    await answer('take');
    expect([writing.sequence, wentBack.mock.calls.length]).toEqual([1, 0]);
  });

  it('finds that the store went back in time: what is marked then is written after what it has', async () => {
    const writing = writer();
    const [entry] = change('a') as [Entry];
    await settled();
    await answer('take');
    wentBack.mockImplementation(() => Promise.resolve(changes.mark(entry)));
    writing.check();
    await settled();
    await answer({ outcome: 'GAP', storedSequence: 0 });
    expect(store.sent.at(-1)).toMatchObject({ sequence: 1, operations: [{ key: 'a' }] });
  });

  it.each(['its answer is lost', 'what the store has cannot be read'])(
    'finds that the store has lost the last batch, though %s the first time',
    async (trouble) => {
      const writing = writer();
      const [entry] = change('a') as [Entry];
      await settled();
      await answer('take');
      store.loseLast();
      wentBack.mockImplementation(() => Promise.resolve(changes.mark(entry)));
      if (trouble.startsWith('what')) wentBack.mockRejectedValueOnce(new Error('away'));
      writing.check();
      await settled();
      await answer(trouble.startsWith('its') ? 'lose the answer' : 'take');
      expect(writing.failure).not.toBeNull();
      writing.check();
      const flushed = writing.flush();
      await settled();
      await answer('take');
      expect(store.sent.at(-1)).toMatchObject({ sequence: 1, operations: [{ key: 'a' }] });
      await answer('take');
      expect(await flushed).toMatchObject({ sequence: 1 });
    },
  );

  it('finds that the store has batches again that it had lost: what is marked then is written after them', async () => {
    const written = writer();
    wentBack.mockImplementation(() => {
      change('all');
      return Promise.resolve();
    });
    written.check();
    await settled();
    await answer({ outcome: 'DUP', survives: 'process', storedSequence: 7 });
    expect([store.sent[1]?.sequence, keysOf(1), refusals]).toEqual([8, ['all'], []]);
  });

  it('of a store that takes what does not follow its last batch ends the writing', async () => {
    const writing = writer();
    writing.check();
    await settled();
    await answer({ outcome: 'OK', survives: 'process' });
    expect(refusals).toEqual([expect.objectContaining({ outcome: 'BAD' })]);
  });

  it('finds that another process has the scope', async () => {
    const writing = writer();
    writing.check();
    await settled();
    await answer({ outcome: 'FENCED', holder: 'another' });
    expect(refusals).toEqual([{ outcome: 'FENCED', holder: 'another' }]);
  });

  it.each<Durability>(['continuous', 'interval'])(
    'holds back what is to be written under `%s` until the store has answered',
    async (durability) => {
      const writing = writer(durability);
      writing.check();
      change('a');
      const flushed = writing.flush();
      await settled();
      expect(store.sent).toHaveLength(1);
      await answer('take');
      expect(keysOf(1)).toEqual(['a']);
      await answer('take');
      expect(await flushed).toMatchObject({ sequence: 1 });
    },
  );

  it('tells whether the store answers', async () => {
    const writing = writer();
    writing.check();
    await settled();
    await answer('be away');
    expect(writing.failure?.message).toContain('it is away');
    writing.check();
    await settled();
    await answer('take');
    expect(writing.failure).toBeNull();
  });
});
