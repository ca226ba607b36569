export { InvalidClientError } from './stores/redis/host-client.js';
export { RedisStateStore } from './stores/redis/redis.state-store.js';
export type { RedisStateStoreOptions } from './stores/redis/redis.state-store.js';
