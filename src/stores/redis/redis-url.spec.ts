import { describe, expect, it } from '@jest/globals';
import { redisLocation } from './redis-url.js';

describe('a store URL', () => {
  it.each([
    ['redis://127.0.0.1:6379/1', { kind: 'single', url: 'redis://127.0.0.1:6379/1' }],
    [
      'rediss-cluster://me:a%40b%3F@h1,[::1]:7000',
      {
        kind: 'cluster',
        nodes: [
          { host: 'h1', port: 6379 },
          { host: '::1', port: 7000 },
        ],
        username: 'me',
        password: 'a@b?',
        tls: true,
      },
    ],
    [
      'redis-sentinel://h1:1,h2/main',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'h1', port: 1 },
          { host: 'h2', port: 26379 },
        ],
        name: 'main',
        tls: false,
      },
    ],
  ])('%s names a place', (url, place) => {
    expect(redisLocation(url)).toEqual(place);
  });

  it.each([
    'redis-cluster://h1/name',
    'redis-sentinel://h1',
    'redis-cluster://:::',
    'redis://127.0.0.1:6379?maxRetriesPerRequest=20',
    'redis-sentinel://h1/main?enableOfflineQueue=true',
  ])('%s names none, and does not appear in the error', (url) => {
    expect(() => redisLocation(url)).toThrow(expect.objectContaining({ code: 'INVALID_STORE_URL' }));
    expect(() => redisLocation(url)).not.toThrow(url);
  });
});
