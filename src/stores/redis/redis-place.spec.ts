import { describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { hostClient } from './host-client.js';
import { placeOf } from './redis-place.js';
import { redisLocation } from './redis-url.js';

const SENTINELS = [{ host: 'h', port: 26_379 }];

describe('a Redis in words', () => {
  it.each([
    ['redis://user:secret@h:7000/3', 'the Redis at h:7000/3'],
    ['rediss://:secret@h', 'the Redis at h'],
    ['redis-cluster://user:secret@h1:7000,h2', 'the Redis Cluster at h1:7000, h2:6379'],
    ['redis-sentinel://user:secret@h1,h2/main', 'the Redis that Sentinels at h1:26379, h2:26379 call main'],
  ])('names %s without a password', (url, place) => {
    expect(placeOf(redisLocation(url))).toBe(place);
  });

  it.each<[Redis | Cluster, string]>([
    [
      new Redis({ host: 'h', port: 7_000, db: 3, password: 'secret', lazyConnect: true }),
      'the Redis at h:7000/3',
    ],
    [
      new Redis({ sentinels: SENTINELS, name: 'main', lazyConnect: true }),
      'the Redis that Sentinels call main',
    ],
    [new Cluster([{ host: 'h' }], { lazyConnect: true }), 'the Redis Cluster of the client'],
  ])('names where a client of the host is connected to, %#', (client, place) => {
    expect(placeOf(hostClient(client))).toBe(place);
    client.disconnect();
  });
});
