import type { Balance } from '../balances/balance.js';
import type { FillEvent } from '../events/fill-event.js';
import type { HandlerCursor } from '../handlers/outbox.js';
import type { StoredInstrument } from '../instruments/instrument.table.js';
import type { ExecutionRun } from '../ledger/executions.js';
import { decodeRun, encodeRun } from '../ledger/execution-codec.js';
import type { MarketDatum } from '../market-data/market-data.table.js';
import { encodeOrder } from '../orders/order-codec.js';
import type { OrderEntry } from '../orders/order-entry.js';
import { decodeTombstone, encodeTombstone } from '../orders/retired-codec.js';
import { JsonValue } from '../parameters/json-value.js';
import {
  decodeAdjustment,
  decodeAdoption,
  encodeAdjustment,
  encodeAdoption,
} from '../positions/adjustment-codec.js';
import type { AppliedAdjustment } from '../positions/adjustment.js';
import type { Adoption } from '../positions/adoption.js';
import { decodeBase, encodeBase } from '../positions/base-record.js';
import type { BaseRecord } from '../positions/base-record.js';
import type { Entry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { LiveType } from '../stores/live-type.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import type { LoadedRecords } from './loaded-records.js';
import type { ScopeTables } from './scope-tables.js';

/** A type of record: how it is written, how it is read back, and where it belongs. */
export interface RecordKind {
  readonly type: LiveType;
  /** The payload of an entry's latest value. */
  encode(entry: Entry): string;
  /** Reads a payload, and puts it among what was loaded. @throws if the payload is not what `encode` writes. */
  decode(key: string, payload: string, loaded: LoadedRecords): void;
  /** Whether memory has a record of this key. */
  has(tables: ScopeTables, key: string): boolean;
  /** Drops an entry whose removal is committed. */
  forget(tables: ScopeTables, entry: Entry): void;
}

/** All types of records. Loading, writing, healing and inspecting walk this list. */
export const RECORD_KINDS: readonly RecordKind[] = [
  {
    type: CacheKey.ORDER,
    encode: (entry) => encodeOrder(entry.key, (entry as OrderEntry).read()),
    decode: (key, payload, loaded) => loaded.addOrder(key, payload),
    // What is left of a retired order is written, and the order itself removed, in one go.
    has: ({ orders }, key) => orders.withKey(key) !== null,
    forget: () => undefined,
  },
  {
    type: CacheKey.TOMBSTONE,
    encode: (entry) =>
      encodeTombstone(entry.key, {
        order: (entry as OrderEntry).record,
        at: (entry as OrderEntry).retiredAt,
      }),
    decode: (key, payload, loaded) => loaded.addTombstone(key, decodeTombstone(key, payload, loaded.share)),
    has: ({ orders }, key) => orders.withKey(key)?.stage === 'retired',
    forget: () => undefined,
  },
  {
    type: CacheKey.EXECUTIONS,
    encode: ({ record }) => encodeRun(record as ExecutionRun),
    decode: (key, payload, loaded) => loaded.runs.set(key, decodeRun(payload, loaded.share)),
    has: ({ orders }, key) => orders.hasRun(key),
    forget: () => undefined,
  },
  {
    type: CacheKey.BASE,
    encode: ({ record }) => encodeBase(record as BaseRecord),
    decode: (key, payload, loaded) => loaded.bases.set(key, decodeBase(payload)),
    has: ({ positions }, key) => positions.hasBase(key),
    forget: () => undefined,
  },
  {
    type: CacheKey.ADJUSTMENT,
    encode: ({ record }) => encodeAdjustment(record as AppliedAdjustment),
    decode: (key, payload, loaded) => loaded.adjustments.set(key, decodeAdjustment(payload)),
    has: ({ positions }, key) => positions.adjustments.find(key) !== null,
    forget: ({ positions }, entry) => positions.adjustments.forget(entry as Entry<never>),
  },
  {
    type: CacheKey.ADOPTION,
    encode: ({ record }) => encodeAdoption(record as Adoption),
    decode: (key, payload, loaded) => loaded.adoptions.set(key, decodeAdoption(payload)),
    has: ({ positions }, key) => positions.adoptions.find(key) !== null,
    forget: ({ positions }, entry) => positions.adoptions.forget(entry as Entry<never>),
  },
  tableKind(CacheKey.INSTRUMENT, (payload) => JSON.parse(payload) as StoredInstrument),
  tableKind(CacheKey.MARKET_DATA, (payload) => JSON.parse(payload) as MarketDatum),
  tableKind(CacheKey.BALANCE, (payload) => Object.freeze(JSON.parse(payload) as Balance)),
  jsonKind(CacheKey.PARAMETER),
  jsonKind(CacheKey.METADATA),
  tableKind(CacheKey.LEVERAGE, (payload) => JSON.parse(payload) as string),
  tableKind(CacheKey.QUARANTINE, (payload) => JSON.parse(payload) as QuarantinedRecord),
  tableKind(CacheKey.OUTBOX, (payload) => JSON.parse(payload) as FillEvent),
  tableKind(CacheKey.CURSOR, (payload) => JSON.parse(payload) as HandlerCursor),
];

const BY_TYPE: ReadonlyMap<string, RecordKind> = new Map(RECORD_KINDS.map((kind) => [kind.type, kind]));

export function kindOf(type: string): RecordKind {
  const kind = BY_TYPE.get(type);
  if (kind === undefined) throw new Error(`table ${type} is not stored`);
  return kind;
}

/** A type whose records stand alone in a table of their own, as JSON. */
function tableKind(type: LiveType, read: (payload: string) => unknown): RecordKind {
  return {
    type,
    encode: ({ record }) => JSON.stringify(record),
    decode: (key, payload, { tables }) => tables.standaloneOf(type).place(key, read(payload)),
    has: (tables, key) => tables.standaloneOf(type).find(key) !== null,
    forget: (tables, entry) => tables.standaloneOf(type).forget(entry),
  };
}

/** A type whose values are the host's own JSON. */
function jsonKind(type: LiveType): RecordKind {
  return {
    ...tableKind(type, (payload) => JsonValue.from(payload)),
    encode: ({ record }) => (record as JsonValue).json,
  };
}
