export { InvalidClientError } from './stores/redis/host-client.js';
export { WrongKeyTypeError } from './stores/redis/key-types.js';
export type { KeyType } from './stores/redis/scope-keys.js';
export { RedisStateStore } from './stores/redis/redis.state-store.js';
export type { RedisStateStoreOptions } from './stores/redis/redis.state-store.js';
export { RedisCache } from './market-data/redis/redis-cache.js';
export type { RedisCacheOptions, SetOptions } from './market-data/redis/redis-cache.js';
