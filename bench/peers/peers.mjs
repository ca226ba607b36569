// What users would pick: caches that keep a value in memory, and in Redis before they answer. Copied into .cache with what it needs.
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import { createCache } from 'cache-manager';
import { createKeyv } from '@keyv/redis';
import { Keyv } from 'keyv';

const MANY = 1_000_000;

export const PEERS = {
  '`@nestjs/cache-manager`, memory and Redis': cacheManager,
  'bentocache, memory and Redis': bentocache,
};

/** What `@nestjs/cache-manager` injects where it is given these two stores. */
function cacheManager(url) {
  const cache = createCache({ stores: [new Keyv(), createKeyv(url)] });
  return { set: (key, value) => cache.set(key, value), close: () => cache.disconnect() };
}

function bentocache(url) {
  const { hostname: host, port } = new URL(url);
  const both = bentostore()
    .useL1Layer(memoryDriver({ maxItems: MANY }))
    .useL2Layer(redisDriver({ connection: { host, port: Number(port) } }));
  const cache = new BentoCache({ default: 'both', stores: { both } });
  return { set: (key, value) => cache.set({ key, value }), close: () => cache.disconnectAll() };
}
