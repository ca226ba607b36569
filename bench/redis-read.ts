import type { Redis } from 'ioredis';

const SCAN_COUNT = 1_000;
/** The hashes that say what filled orders are and what they did, in this tree and in the former one. */
const OF_ORDERS = /:(?:order|watermark)$/;

/** Reads a hash with HSCAN, as whoever has nothing else to do with its records. */
export async function readHash(
  redis: Redis,
  key: string,
  parse: (text: string) => unknown,
): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  let cursor = '0';
  do {
    const [next, fields] = await redis.hscan(key, cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    for (let at = 0; at < fields.length; at += 2)
      records.set(fields[at] as string, parse(fields[at + 1] as string));
  } while (cursor !== '0');
  return records;
}

/** What a scope keeps of its orders (bytes, by `MEMORY USAGE`). */
export async function bytesOfOrders(redis: Redis): Promise<number> {
  let bytes = 0;
  for (const key of await hashesOfOrders(redis))
    bytes += (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
  return bytes;
}

async function hashesOfOrders(redis: Redis): Promise<string[]> {
  return (await redis.keys('*')).filter((key) => OF_ORDERS.test(key));
}

/** Reads the very records that a scope keeps of its orders, their seals left out. @returns those of the orders. */
export async function readSealed(redis: Redis): Promise<Map<string, unknown>> {
  let orders = new Map<string, unknown>();
  for (const key of await hashesOfOrders(redis)) {
    const records = await readHash(redis, key, (text) =>
      JSON.parse(text.slice(text.indexOf(':', text.indexOf(':') + 1) + 1)),
    );
    if (key.endsWith(':order')) orders = records;
  }
  return orders;
}
