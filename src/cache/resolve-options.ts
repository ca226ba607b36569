import { validateSync } from 'class-validator';
import { assertScopeId, scopeName } from '../stores/scope-id.js';
import { InvalidOptionsError } from './cache.errors.js';
import { DEFAULT_SCOPE, TradingCacheOptions } from './cache.options.js';
import type { NamedScope } from './cache.options.js';

/**
 * What the host gave, with the defaults for the rest.
 *
 * @throws {InvalidOptionsError} listing every fault.
 */
export function resolveOptions(given: Partial<TradingCacheOptions>): TradingCacheOptions {
  const options = new TradingCacheOptions();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined)
      Object.defineProperty(options, name, { value, enumerable: true, configurable: true, writable: true });
  }
  const faults = validateSync(options, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  }).flatMap(({ constraints }) => Object.values(constraints ?? {}));
  if (faults.length === 0) faults.push(...scopeFaults(allScopes(options)), ...limitFaults(options));
  if (faults.length > 0) throw new InvalidOptionsError(faults);
  return options;
}

/** The default scope and the named ones. */
export function allScopes({ strategyId, userId, scopes }: TradingCacheOptions): NamedScope[] {
  return [{ name: DEFAULT_SCOPE, strategyId, userId }, ...scopes];
}

function limitFaults({ maxScopes, scopes }: TradingCacheOptions): string[] {
  const { length } = scopes;
  return maxScopes === null || length < maxScopes
    ? []
    : [`maxScopes is ${maxScopes}, and ${length + 1} scopes are given`];
}

function scopeFaults(scopes: readonly NamedScope[]): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const [at, scope] of scopes.entries()) {
    const where = at === 0 ? 'the default scope' : `scopes[${at - 1}]`;
    if (typeof scope.name !== 'string' || scope.name === '') faults.push(`${where} has no name`);
    else if (names.has(scope.name)) faults.push(`${where}: the name ${JSON.stringify(scope.name)} is taken`);
    names.add(scope.name);
    try {
      assertScopeId(scope);
      const id = scopeName(scope);
      if (ids.has(id)) faults.push(`${where}: ${id} is listed twice`);
      ids.add(id);
    } catch (error) {
      faults.push(`${where}: ${(error as Error).message.replace(/\.$/, '')}`);
    }
  }
  return faults;
}
