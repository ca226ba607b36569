import type { Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { liveTypeOf } from '../live-type.js';
import type { LiveType } from '../live-type.js';
import type { StoredFill, StoredRecord } from '../state-store.js';
import { DamagedRecordError } from '../store.errors.js';

export type Put = Extract<Operation, { readonly op: 'put' }>;

export interface HistoryEntry {
  readonly key: string;
  readonly at: number;
  readonly indexes: readonly string[];
  readonly value: string;
}

/** `<expires at or nothing>:<type>:<length of the key>:<key><value>`: the value is not escaped, so nothing is parsed twice. */
export function liveText({ type, key, value, expiresAt }: Put): string {
  return liveStart(expiresAt ?? '', type, key) + value;
}

export function liveStart(expires: number | '', type: LiveType, key: string): string {
  return `${expires}:${type}:${key.length}:${key}`;
}

export function parseLive(text: string): { readonly record: StoredRecord; readonly expiresAt: number } {
  const { expires, type, key, value } = liveParts(text);
  return {
    // A part of a longer text would keep all of that in memory, for as long as the key is known.
    record: { type: liveType(type), key: Buffer.from(key).toString(), value },
    expiresAt: expires === '' ? Infinity : Number(expires),
  };
}

export function liveParts(text: string): Readonly<Record<'expires' | 'type' | 'key' | 'value', string>> {
  const expiresEnd = text.indexOf(':');
  const typeEnd = text.indexOf(':', expiresEnd + 1);
  const lengthEnd = text.indexOf(':', typeEnd + 1);
  const keyAt = lengthEnd + 1;
  const keyEnd = keyAt + Number(text.slice(typeEnd + 1, lengthEnd));
  return {
    expires: text.slice(0, expiresEnd),
    type: text.slice(expiresEnd + 1, typeEnd),
    key: text.slice(keyAt, keyEnd),
    value: text.slice(keyEnd),
  };
}

/** `<number>:<length of the leg>:<leg><value>` */
export function fillText({ leg, number, value }: StoredFill): string {
  return `${number}:${leg.length}:${leg}${value}`;
}

export function parseFill(text: string): StoredFill {
  const [number = '', length = ''] = text.split(':', 2);
  const legAt = number.length + length.length + 2;
  const legEnd = legAt + Number(length);
  return { leg: text.slice(legAt, legEnd), number: Number(number), value: text.slice(legEnd) };
}

export function parseHistory(text: string): HistoryEntry {
  try {
    return JSON.parse(text) as HistoryEntry;
  } catch (cause) {
    throw new DamagedRecordError(CacheKey.HISTORY, '', 'it is not JSON', { cause });
  }
}

function liveType(text: string): LiveType {
  const type = liveTypeOf(text);
  if (type === null) throw new DamagedRecordError(text, '', 'its type is unknown');
  return type;
}
