import type { LiveType } from '../../stores/live-type.js';
import type { Operation } from '../../stores/batch.js';
import { CacheKey } from '../../stores/cache-key.js';
import type { SummedType } from '../../stores/record-sum.js';
import { sealRecord } from '../../stores/record-seal.js';

export function put(key: string, value: string, type: LiveType = CacheKey.ORDER): Operation {
  return { op: 'put', type, key, value };
}

export function putUntil(expiresAt: number, key: string, value: string): Operation {
  return { op: 'put', type: CacheKey.MARKET_DATA, key, value, expiresAt };
}

export function remove(key: string, type: LiveType = CacheKey.ORDER): Operation {
  return { op: 'delete', type, key };
}

export function archive(key: string, at: number, indexes: readonly string[], value = `v ${key}`): Operation {
  return { op: 'archive', key, at, indexes, value };
}

export function append(leg: string, number: number, value = `v ${number}`): Operation {
  return { op: 'append', leg, number, value };
}

export function drop(leg: string, first: number, last: number): Operation {
  return { op: 'drop', leg, first, last };
}

export function recount(type: SummedType, count: number, sum: number): Operation {
  return { op: 'recount', type, count, sum };
}

/** A record with a checksum in its head: another one for each number. */
export function sealed(number: number): string {
  return sealRecord('a type', 'a key', String(number));
}

/** A key as `ScopeUnderTest.values` names it. */
export function order(key: string): string {
  return `${CacheKey.ORDER} ${key}`;
}

/** Keys that a store must not stumble over: a key is data, whatever it looks like. */
export const STRANGE_KEYS: readonly string[] = [
  '',
  ' ',
  '0',
  '.',
  '..',
  '/',
  '{}',
  '}{tag}',
  '{}:*[]\n%',
  '\u0000',
  'a\u0000b',
  'ü',
  'u\u0308',
  '🚀',
  '\u{10FFFF}\uFFFF',
  '__proto__',
  'constructor',
  'history',
  'x'.repeat(2_000),
  `${'x'.repeat(1_999)}y`,
  'ü'.repeat(2_000),
];
