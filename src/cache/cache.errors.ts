import { TradingCacheError } from '../errors/trading-cache.error.js';

/** Options that cannot work, all their faults at once. */
export class InvalidOptionsError extends TradingCacheError {
  readonly code = 'INVALID_OPTIONS';

  constructor(readonly faults: readonly string[]) {
    super(
      `TradingCacheModule options are wrong: ${faults.join('; ')}. Correct them where forRoot is called.`,
    );
  }
}

/** A scope that cannot be read or changed at the moment. */
export class ScopeNotServingError extends TradingCacheError {
  readonly code = 'SCOPE_NOT_SERVING';

  constructor(
    readonly scope: string,
    readonly state: string,
    remedy: string,
  ) {
    super(`Scope ${scope} is ${state}. ${remedy}`);
  }
}

/** Another process took the scope over; this one never writes it again. */
export class ScopeFencedError extends TradingCacheError {
  readonly code = 'SCOPE_FENCED';

  constructor(
    readonly scope: string,
    readonly holder: string,
  ) {
    super(
      `Scope ${scope} was taken over by ${holder}. Send updates there; restart this process to take it back.`,
    );
  }
}

/** Another process has the scope; this one waits to take it over. */
export class ScopeStandbyError extends TradingCacheError {
  readonly code = 'SCOPE_STANDBY';

  constructor(
    readonly scope: string,
    readonly holder: string,
  ) {
    super(
      `Scope ${scope} is on standby: ${holder} has it. Send updates there; this process takes over when that one is gone.`,
    );
  }
}

/** The settings of a store do not keep what the options ask for. */
export class StoreRiskError extends TradingCacheError {
  readonly code = 'STORE_RISK';

  constructor(
    readonly scope: string,
    readonly risks: readonly string[],
  ) {
    super(
      `The store of scope ${scope} puts its state at risk: ${risks.join('; ')}. Do that, or set onRisk to warn.`,
    );
  }
}

/** Stored records that cannot be trusted. */
export class DamagedScopeError extends TradingCacheError {
  readonly code = 'SCOPE_DAMAGED';

  constructor(
    readonly scope: string,
    readonly faults: readonly string[],
  ) {
    const shown = faults.slice(0, 10).join('; ');
    const more = faults.length > 10 ? `; and ${faults.length - 10} more` : '';
    super(
      `Scope ${scope} is damaged in its store: ${shown}${more}. Restore the store from a backup, then start again; or set onDamage to quarantine, which sets aside what is damaged.`,
    );
  }
}

/** A scope name that nobody opened. */
export class UnknownScopeError extends TradingCacheError {
  readonly code = 'UNKNOWN_SCOPE';

  constructor(
    readonly scopeName: string,
    known: readonly string[],
  ) {
    super(
      `There is no scope named ${JSON.stringify(scopeName)}; there are: ${known.join(', ') || 'none'}. ` +
        'Name it in the options of TradingCacheModule.forRoot, or open it through CacheManager.',
    );
  }
}

/** A scope, or a name, that is open already. */
export class ScopeOpenError extends TradingCacheError {
  readonly code = 'SCOPE_OPEN';

  constructor(what: string) {
    super(
      `${what} is open in this process already. Use CacheManager.cache(name) to get it, or close it first.`,
    );
  }
}

/** As many scopes as the options allow, and all of them in use. */
export class ScopeLimitError extends TradingCacheError {
  readonly code = 'SCOPE_LIMIT';

  constructor(
    readonly scope: string,
    readonly open: number,
  ) {
    super(
      `Scope ${scope} cannot be opened: ${open} scopes are open, which is maxScopes, and all are in use. ` +
        'Release scopes that nobody needs, raise maxScopes, or send the request to another process.',
    );
  }
}

/** The host application lacks what the scheduler needs. */
export class SchedulerMissingError extends TradingCacheError {
  readonly code = 'SCHEDULER_MISSING';

  constructor() {
    super(
      'TradingCacheModule needs the scheduler of @nestjs/schedule. ' +
        'Import ScheduleModule.forRoot() once, in the root module of the application.',
    );
  }
}

/** The root of the module was registered more than once. */
export class DuplicateRootError extends TradingCacheError {
  readonly code = 'DUPLICATE_ROOT';

  constructor() {
    super(
      'TradingCacheModule.forRoot was called more than once in this application. ' +
        'Call it once, in the root module, and use TradingCacheModule.forFeature([name]) elsewhere.',
    );
  }
}

/** Changes that a closing scope could not save in time. */
export class UnsavedChangesError extends TradingCacheError {
  readonly code = 'UNSAVED_CHANGES';

  constructor(
    readonly scope: string,
    readonly unsaved: number,
    options?: ErrorOptions,
  ) {
    super(
      `Scope ${scope} closed with ${unsaved} changes that the store has not confirmed. Check the store.`,
      options,
    );
  }
}
