import {
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Min,
} from 'class-validator';
import type { RecordCodec } from '../stores/record-codec.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { StateStore } from '../stores/state-store.js';
import { IsCodec } from './is-codec.decorator.js';
import { IsFunction } from './is-function.decorator.js';
import { IsStore } from './is-store.decorator.js';
import type { Durability } from './writer.js';

/** The name of the scope that `strategyId` and `userId` of the options describe. */
export const DEFAULT_SCOPE = 'default';

/** A further scope of the application, injectable by its name. */
export interface NamedScope extends ScopeId {
  readonly name: string;
}

/** What the application's init does about a store that is away. */
export type Startup = 'require' | 'degrade' | 'background';

/** What becomes of a scope whose store's settings put its state at risk. */
export type OnRisk = 'warn' | 'refuse';

/** What becomes of a scope some of whose stored records are damaged. */
export type OnDamage = 'refuse' | 'quarantine';

/** What becomes of a scope that another process has. */
export type OnConflict = 'fail' | 'standby';

/** All options with their defaults: the field initialisers are the only ones. Times are in seconds. */
export class TradingCacheOptions {
  /** The strategy whose state it is. */
  @IsString()
  @IsNotEmpty()
  strategyId: string = 'default';

  /** The user whose state it is. */
  @IsString()
  @IsNotEmpty()
  userId: string = 'default';

  /** Further scopes, each injectable by its name after `TradingCacheModule.forFeature([name])`. */
  @IsArray()
  @IsObject({ each: true })
  scopes: readonly NamedScope[] = [];

  /** Where state is kept: `file:` and a folder, the URL of a Redis, `memory:`, or a store of your own, which is then yours to close. */
  @IsStore()
  store: string | StateStore = 'file:./data';

  /**
   * What stands before all keys in a Redis that is given by its URL, so that several applications can share one database. Without braces,
   * which would move the hash tag that keeps a scope on one node.
   */
  @Matches(/^[^{}]*$/)
  keyPrefix: string = '';

  /**
   * Another encoding of what is stored, such as `deflateCodec`; null for none. Of several, the first writes and all of them read: so a codec
   * can be changed while records of the former one are there. Records that were written without a codec are always read.
   */
  @IsCodec()
  codec: RecordCodec | readonly RecordCodec[] | null = null;

  /**
   * When a change is written: `continuous` at once, `interval` every `syncInterval` and at `flush()`, `replicated` at once and confirmed
   * by `replicas`.
   */
  @IsIn(['interval', 'continuous', 'replicated'])
  durability: Durability = 'continuous';

  /** How many replicas must have confirmed a commit under `replicated`. */
  @IsInt()
  @IsPositive()
  replicas: number = 1;

  /** What to do when the settings of the store put its state at risk (no append-only file, eviction): `warn` in the log, or `refuse` to open. */
  @IsIn(['warn', 'refuse'])
  onRisk: OnRisk = 'warn';

  /** How often a scope is written under `interval`. */
  @IsNumber()
  @IsPositive()
  syncInterval: number = 60;

  /** How long an order that has ended, and market data, stay in memory. */
  @IsNumber()
  @IsPositive()
  expireTime: number = 3_600;

  /** How long after that an update which comes late is still merged with what was known. */
  @IsNumber()
  @Min(0)
  lateUpdateWindow: number = 86_400;

  /** How long orders stay in history. */
  @IsNumber()
  @IsPositive()
  historyRetention: number = 30 * 86_400;

  /** How long fills stay in the fill history after they were settled; null for as long as orders. */
  @IsOptional()
  @IsNumber()
  @IsPositive()
  fillRetention: number | null = null;

  /**
   * `require`: the application's init waits for the scopes and fails with them. `background`: they open behind it. `degrade`: init waits
   * too, but a scope whose store is away serves from empty memory, and what changes in it is applied to what is stored once the store is there.
   */
  @IsIn(['require', 'degrade', 'background'])
  startup: Startup = 'require';

  /**
   * What to do when another process has a scope. `fail`: wait one `leaseTime`, in which the hold of a process that is gone lapses,
   * then fail naming the holder. `standby`: wait until it is gone, then take over with everything that it committed.
   */
  @IsIn(['fail', 'standby'])
  onConflict: OnConflict = 'fail';

  /** How long a process that does not answer any more keeps others out of its scopes, where the store cannot tell that it is gone (Redis). */
  @IsNumber()
  @Min(1)
  leaseTime: number = 10;

  /**
   * What to do when stored records are damaged. `refuse`: the scope does not serve until somebody has looked at it. `quarantine`: they
   * are set aside, kept and named, and the scope serves without them.
   */
  @IsIn(['refuse', 'quarantine'])
  onDamage: OnDamage = 'refuse';

  /** How many scopes this process has at most, those of the options included; null for no limit. */
  @IsOptional()
  @IsInt()
  @IsPositive()
  maxScopes: number | null = null;

  /**
   * How many orders a scope holds at most, those that ended and are remembered for `lateUpdateWindow` included; and as many idempotency keys. At
   * the limit new ones are refused (`LIMIT_REACHED`); what is told of a known order never is.
   */
  @IsInt()
  @IsPositive()
  maxOrders: number = 1_000_000;

  /** How many adjustments a scope remembers at most; new ones are refused beyond that. */
  @IsInt()
  @IsPositive()
  maxAdjustments: number = 1_000_000;

  /** How many values of market data a scope holds at most; those of new symbols and kinds are refused beyond that. */
  @IsInt()
  @IsPositive()
  maxMarketData: number = 100_000;

  /**
   * How many of each of these a scope holds at most: instruments, balances, parameters, symbols with metadata, leverages, and positions that
   * adjustments and snapshots begin. New ones are refused beyond that.
   */
  @IsInt()
  @IsPositive()
  maxRecords: number = 100_000;

  /** How many characters all market data, parameters and metadata of a scope have at most, as JSON; longer values are refused beyond that. */
  @IsInt()
  @IsPositive()
  maxText: number = 67_108_864;

  /** How long a scope that was acquired at run time stays open after its last release; 0 closes it at once, null never. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  idleTimeout: number | null = null;

  /** Where this process answers, for another one that finds its scope taken. */
  @IsOptional()
  @IsString()
  address: string | null = null;

  /** How long the last flush may take when the application closes. */
  @IsInt()
  @IsPositive()
  closeTimeout: number = 10;

  /** The cache's own clock (ms since the epoch). */
  @IsFunction()
  now: () => number = Date.now;
}
