import { CacheKey } from '../stores/cache-key.js';
import { fillKey } from '../stores/fill-key.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { openRecord } from '../stores/record-seal.js';
import type { ScopeView } from '../stores/scope-view.js';
import type { StoredFill, StoredHistory, StoredRecord } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { readableRecord } from './readable-record.js';

export const DUMP_FORMAT = 'nestjs-trading-cache/3';

/** The first line of a dump. */
export interface DumpHead {
  readonly format: string;
  readonly strategyId: string;
  readonly userId: string;
  readonly epoch: number;
  readonly sequence: number;
}

/** Every further line but the last (see `dump-totals.ts`): a record as it is stored, and what it says, or why that is not known. `value` is what an import puts back. */
export interface DumpLine {
  readonly type: CacheKey;
  readonly key: string;
  readonly value: string;
  readonly record?: unknown;
  readonly damage?: string;
  /** The codec that it was written with, where that was not given. */
  readonly codec?: string;
}

export function dumpHead({ scope, epoch, sequence }: ScopeView): DumpHead {
  return { format: DUMP_FORMAT, ...scope, epoch, sequence };
}

export function dumpLine({ type, key, value }: StoredRecord, codecs: RecordCodecs): DumpLine {
  return { type, key, value, ...readable(type, key, value, codecs) };
}

export function dumpHistory({ key, value }: StoredHistory, codecs: RecordCodecs): DumpLine {
  return { type: CacheKey.HISTORY, key, value, ...readable(CacheKey.HISTORY, key, value, codecs) };
}

export function dumpFill({ leg, number, value }: StoredFill, codecs: RecordCodecs): DumpLine {
  const key = fillKey(leg, number);
  return { type: CacheKey.FILL, key, value, ...readable(CacheKey.FILL, key, value, codecs) };
}

function readable(
  type: CacheKey,
  key: string,
  value: string,
  codecs: RecordCodecs,
): Pick<DumpLine, 'record' | 'damage' | 'codec'> {
  try {
    return { record: readableRecord(type, key, openRecord(type, key, value, codecs)) };
  } catch (error) {
    if (error instanceof CodecNeededError) return { codec: error.codec };
    return { damage: (error as Error).message };
  }
}
