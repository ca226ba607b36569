import { TradingCacheError } from '../errors/trading-cache.error.js';
import { describeHolder } from './holder.js';
import type { Holder } from './holder.js';
import { SCHEMA } from './state-schema.js';

export class InvalidScopeError extends TradingCacheError {
  readonly code = 'INVALID_SCOPE';

  constructor(
    readonly field: 'strategyId' | 'userId',
    reason: string,
  ) {
    super(`Scope part ${field} ${reason}. Choose another ${field}.`);
  }
}

/** Another process holds the scope. */
export class ScopeHeldError extends TradingCacheError {
  readonly code = 'SCOPE_HELD';

  constructor(
    readonly scope: string,
    readonly holder: Holder,
    /** When the hold ends unless its holder renews it (ms from now); null where the store knows that its holder is alive. */
    readonly lapsesInMs: number | null = null,
  ) {
    super(
      `${scope} is held by ${describeHolder(holder)}. One process writes a scope at a time: stop that process, ` +
        'or give this one another scope or store.',
    );
  }
}

/** The store cannot be reached or did not say whether it did what it was asked. */
export class StoreUnavailableError extends TradingCacheError {
  readonly code = 'STORE_UNAVAILABLE';

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `The store is unavailable: ${reason}. Check that it runs and has room; what is in memory is kept.`,
      options,
    );
  }
}

/** The state of a scope was written by another version, in a layout that this release does not read. */
export class StateSchemaError extends TradingCacheError {
  readonly code = 'STATE_SCHEMA';

  constructor(
    readonly scope: string,
    /** The folder or the server, in words. */
    readonly place: string,
    /** The layout that was found. */
    readonly schema: string,
    /** How to start without that state. */
    remedy: string,
  ) {
    const writer = Number(schema) < Number(SCHEMA) ? 'an older, unreleased version' : 'another version';
    super(
      `The state of scope ${scope} in ${place} was written by ${writer}: it has layout ${schema}, and this release reads ` +
        `layout ${SCHEMA}. ${remedy}`,
    );
  }
}

/** Replicas are asked for of a store that has none. */
export class NoReplicasError extends TradingCacheError {
  readonly code = 'NO_REPLICAS';

  constructor(store: string) {
    super(
      `${store} has no replicas. Choose durability continuous, or keep state in a Redis that has replicas.`,
    );
  }
}

/** A stored record that does not match its checksum or is of a version that this release cannot read. */
export class DamagedRecordError extends TradingCacheError {
  readonly code = 'DAMAGED_RECORD';

  constructor(
    readonly type: string,
    readonly key: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `Record ${type} ${JSON.stringify(key)} is damaged: ${reason}. Restore the store from a backup.`,
      options,
    );
  }
}

/** A stored record that is whole, but was written with a codec that this process was not given. */
export class CodecNeededError extends TradingCacheError {
  readonly code = 'CODEC_NEEDED';

  constructor(
    readonly type: string,
    readonly key: string,
    /** The name of the codec that reads it. */
    readonly codec: string,
  ) {
    super(
      `Record ${type} ${JSON.stringify(key)} was written with the codec ${JSON.stringify(codec)}. ` +
        'Give that codec in the option codec (on the command line: --codec FILE): first, to go on writing with it, or after another one, to read it only.',
    );
  }
}

/** The client that a store in Redis needs is not installed. */
export class IoredisMissingError extends TradingCacheError {
  readonly code = 'IOREDIS_MISSING';

  constructor(options?: ErrorOptions) {
    super(
      'A store in Redis needs the package ioredis. Install it beside this one: npm install ioredis.',
      options,
    );
  }
}

/** A prefix of keys that would move the hash tag of a scope. */
export class InvalidKeyPrefixError extends TradingCacheError {
  readonly code = 'INVALID_KEY_PREFIX';

  constructor(readonly prefix: string) {
    super(
      `The key prefix ${JSON.stringify(prefix)} has braces, which would move the hash tag of keys. Choose one without.`,
    );
  }
}

/** A store URL that names no store. It is not repeated in the message: it may hold a password. */
export class InvalidStoreUrlError extends TradingCacheError {
  readonly code = 'INVALID_STORE_URL';

  constructor() {
    super(
      'The store URL names no store that this release has. Use file:./data (a folder), redis://host:port, or memory:.',
    );
  }
}
