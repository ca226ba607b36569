import { join } from 'node:path';
import { Redis } from 'ioredis';
import { open } from 'lmdb';
import { nextTurn } from '../src/state/next-turn.js';
import { delayOf, delayRows } from './loop-delay.js';
import type { LoopDelay } from './loop-delay.js';
import { messagePortions, updateIn } from './messages.js';
import { apply, openScope, withFolder, withRedis } from './open-scope.js';
import type { Plan } from './plan.js';
import { recordingStore } from './recording-store.js';
import type { WrittenRecord } from './recording-store.js';
import type { Row } from './report.js';
import { collectGarbage, ratios, repeated } from './rounds.js';
import { timed } from './timed-sides.js';

/** Messages that come in one turn of the event loop. */
const A_TURN = 100;
const PUTS_A_TRANSACTION = 1_000;
const FIELDS = 500;

type Turns = readonly (readonly string[])[];

/** Where the same is stored by the cache and by hand. */
interface Place {
  readonly name: string;
  readonly other: string;
  readonly atLeast: number;
  /** Empties the place. @returns the URL of a store there. */
  empty(): Promise<string>;
  /** Writes records there as whoever does nothing else. @returns how long that took (ms). */
  write(records: readonly WrittenRecord[]): Promise<number>;
}

/** Messages as fast as they are taken, until all that follows from them is acknowledged by a store, against writing the same records by hand. */
export async function stored(plan: Plan): Promise<Row[]> {
  const turns = messagePortions(plan.storedOrders).flatMap((portion) => inTurns(portion()));
  return [
    ...(await withFolder((folder) => rowsOf(onDisk(folder), turns, plan))),
    ...(await withRedis((server) =>
      rowsOf(
        onRedis(server.url, () => server.flush()),
        turns,
        plan,
      ),
    )),
  ];
}

async function rowsOf(place: Place, turns: Turns, { storeRounds }: Plan): Promise<Row[]> {
  const delays: LoopDelay[] = [];
  let round = 0;
  const { cache, alone, parsing, records, each } = await repeated(storeRounds, async () => {
    const ours = await throughCache(await place.empty(), turns);
    delays.push(ours.delay);
    collectGarbage();
    await place.empty();
    const isFirst = round++ % 2 === 0;
    let parse = isFirst ? await timed(() => parseAll(turns)) : 0;
    const writing = await place.write(ours.written);
    if (!isFirst) parse = await timed(() => parseAll(turns));
    const messages = turns.length * A_TURN;
    return {
      cache: ours.milliseconds,
      alone: writing,
      parsing: parse,
      records: ours.written.length / messages,
      each: (ours.milliseconds / messages) * 1_000,
    };
  });
  const { name, other, atLeast } = place;
  return [
    {
      what: `wire to acknowledged, ${name}: speed / ${other}`,
      values: ratios(alone, cache),
      goal: { atLeast },
    },
    {
      what: `the same / \`JSON.parse\` of each message and then ${other}`,
      values: ratios(
        alone.map((time, at) => time + (parsing[at] as number)),
        cache,
      ),
    },
    { what: `time of wire to acknowledged, ${name} / \`JSON.parse\` alone`, values: ratios(cache, parsing) },
    { what: 'records that were written, a message', values: records },
    { what: 'a message, all included', values: each, unit: 'us' },
    ...delayRows(`wire to ${name}`, delays.slice(-storeRounds)),
  ];
}

async function throughCache(
  url: string,
  turns: Turns,
): Promise<{
  readonly milliseconds: number;
  readonly delay: LoopDelay;
  readonly written: readonly WrittenRecord[];
}> {
  const { store, written } = await recordingStore(url);
  const { cache, close } = await openScope(store, 'continuous');
  let milliseconds = 0;
  const delay = await delayOf(async () => {
    milliseconds = await timed(async () => {
      for (const messages of turns) {
        apply(cache, messages.map(updateIn));
        await nextTurn();
      }
      await cache.flush();
    });
  });
  await close();
  await store.close();
  return { milliseconds, delay, written };
}

function parseAll(turns: Turns): void {
  let events = 0;
  for (const messages of turns)
    for (const message of messages) if ((JSON.parse(message) as { readonly e: string }).e !== '') events++;
  if (events === 0) throw new Error('no message was parsed');
}

function inTurns(messages: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(messages.length / A_TURN) }, (_, at) =>
    messages.slice(at * A_TURN, (at + 1) * A_TURN),
  );
}

function onDisk(folder: string): Place {
  let uses = 0;
  return {
    name: '`file:`',
    other: 'lmdb puts of the same records, 1,000 a transaction',
    atLeast: 0.4,
    empty: () => Promise.resolve(`file:${join(folder, String(++uses))}`),
    write: async (records) => {
      const root = open({ path: join(folder, `bare-${uses}`), noSubdir: false, overlappingSync: false });
      const table = root.openDB<string, Buffer>({
        name: 'records',
        encoding: 'string',
        keyEncoding: 'binary',
      });
      const time = await timed(() => {
        for (let from = 0; from < records.length; from += PUTS_A_TRANSACTION)
          root.transactionSync(() => {
            for (const [key, value] of records.slice(from, from + PUTS_A_TRANSACTION))
              table.putSync(Buffer.from(key), value);
          });
      });
      await root.close();
      return time;
    },
  };
}

function onRedis(url: string, empty: () => Promise<void>): Place {
  return {
    name: 'Redis',
    other: 'ioredis HSET of 500 fields of the same records',
    atLeast: 0.9,
    empty: async () => {
      await empty();
      return url;
    },
    write: async (records) => {
      const redis = new Redis(url);
      await redis.ping();
      const time = await timed(async () => {
        for (let from = 0; from < records.length; from += FIELDS)
          await redis.hset('records', records.slice(from, from + FIELDS).flat());
      });
      redis.disconnect();
      return time;
    },
  };
}
