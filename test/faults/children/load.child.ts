import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { CacheManager } from '../../../src/cache/cache.manager.js';
import { resolveOptions } from '../../../src/cache/resolve-options.js';
import { openStateStore } from '../../../src/stores/store-url.js';
import type { LoadConfig } from './load-config.js';
import { USER } from './load-config.js';
import { NumberedUpdates } from './numbered-updates.js';

const STDOUT = 1;
/** Updates between two flushes, at most. */
const LARGEST_PORTION = 60;
/** So many portions pass between two ticks of the heartbeat, which expires orders. */
const PORTIONS_A_TICK = 20;

const config = JSON.parse(process.argv[2] as string) as LoadConfig;
const { strategyId, durability, onConflict } = config;
const store = await openStateStore(config.store, { leaseMs: config.leaseMs, now: Date.now });
const manager = new CacheManager(
  resolveOptions({
    store,
    strategyId,
    userId: USER,
    durability,
    onConflict,
    expireTime: config.expireTime,
  }),
);
const cache = manager.cache();
const stream = NumberedUpdates.after(config.from - 1, config.stream);
let acknowledged = stream.number;
/** `ended` by the store's answer, `closing` because it was told to. */
const life: { state: 'serving' | 'ended' | 'closing' } = { state: 'serving' };
let portions = 0;

/** At once, so that what was said before a SIGKILL is known. */
function say(...words: readonly (string | number | bigint)[]): void {
  writeSync(STDOUT, `${words.join(' ').replaceAll('\n', ' ')}\n`);
}

/** Says what ended the writing, and whether the next change is refused for the same reason. */
function end(error: unknown): void {
  if (life.state === 'ended') return;
  life.state = 'ended';
  const { code, message } = error as { readonly code: string; readonly message: string };
  let next = 'accepted';
  try {
    cache.applyUpdate(stream.next());
  } catch (refusal) {
    next = (refusal as { readonly code: string }).code;
  }
  say('ENDED', code, next, cache.status().state, message);
}

async function flush(): Promise<void> {
  const { number } = stream;
  const began = process.hrtime.bigint();
  try {
    const { sequence, survives } = await cache.flush();
    acknowledged = Math.max(acknowledged, number);
    say('ACK', number, sequence, survives, began, process.hrtime.bigint());
  } catch (error) {
    end(error);
  }
}

/** Applies one portion after the other up to a number, not further ahead of what is acknowledged than `lead`. */
async function runTo(last: number, lead: number): Promise<void> {
  while (stream.number < last && life.state === 'serving') {
    const room = Math.min(last - stream.number, acknowledged + lead - stream.number);
    if (room > 0) applyPortion(Math.min(room, 1 + (stream.number % LARGEST_PORTION)));
    else await sleep(1);
    // Where the store is away, the heartbeat goes on too.
    if (++portions % PORTIONS_A_TICK === 0) await cache.tick().catch(() => undefined);
    await nextTurn();
  }
  if (life.state === 'serving') say('AT', stream.number);
}

function applyPortion(size: number): void {
  say('SENT', stream.number + size);
  try {
    for (let count = 0; count < size; count++) {
      const { outcome, reason } = cache.applyUpdate(stream.next());
      if (outcome === 'rejected') say('FAULT', `update ${stream.number} was rejected: ${reason}`);
    }
    void flush();
  } catch (error) {
    end(error);
  }
}

try {
  await manager.startAll();
  const { ok, faults } = cache.checkIntegrity();
  if (!ok) say('FAULT', `after the start: ${faults.join('; ')}`);
  say('OPEN', cache.status().epoch);
} catch (error) {
  const { code, message } = error as { readonly code: string; readonly message: string };
  say('REFUSED', code, message);
  process.exit(0);
}
let running = Promise.resolve();
for await (const line of createInterface({ input: process.stdin })) {
  const [command, last, lead] = line.split(' ');
  if (command === 'run') running = running.then(() => runTo(Number(last), Number(lead)));
  else {
    life.state = 'closing';
    await running;
    const failures = await manager.closeAll();
    await store.close();
    say('CLOSED', failures.length);
    process.exit(0);
  }
}
// Whoever started it is gone.
process.exit(1);
