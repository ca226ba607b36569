import { CacheKey } from '../stores/cache-key.js';
import { openRecord } from '../stores/record-seal.js';
import type { ScopeView, StoredHistory } from '../stores/scope-view.js';
import type { StoredRecord } from '../stores/state-store.js';
import { readableRecord } from './readable-record.js';

export const DUMP_FORMAT = 'nestjs-trading-cache/1';

/** The first line of a dump. */
export interface DumpHead {
  readonly format: string;
  readonly strategyId: string;
  readonly userId: string;
  readonly epoch: number;
  readonly sequence: number;
}

/** Every further line: a record as it is stored, and what it says, or why it cannot be read. `value` is what an import puts back. */
export interface DumpLine {
  readonly type: CacheKey;
  readonly key: string;
  readonly value: string;
  readonly record?: unknown;
  readonly damage?: string;
}

export function dumpHead({ scope, epoch, sequence }: ScopeView): DumpHead {
  return { format: DUMP_FORMAT, ...scope, epoch, sequence };
}

export function dumpLine({ type, key, value }: StoredRecord): DumpLine {
  return { type, key, value, ...readable(type, key, value) };
}

export function dumpHistory({ key, value }: StoredHistory): DumpLine {
  return { type: CacheKey.HISTORY, key, value, ...readable(CacheKey.HISTORY, key, value) };
}

function readable(type: CacheKey, key: string, value: string): Pick<DumpLine, 'record' | 'damage'> {
  try {
    return { record: readableRecord(type, key, openRecord(type, key, value)) };
  } catch (error) {
    return { damage: (error as Error).message };
  }
}
