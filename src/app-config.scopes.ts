import type { ScopeId } from './stores/scope-id.js';
import { assertScopeId, scopeName } from './stores/scope-id.js';

/** Scopes as `SCOPES` lists them: `strategy/user`, both percent-encoded, parted by commas. @throws {Error} saying what is wrong. */
export function scopesIn(text: string): readonly [ScopeId, ...ScopeId[]] {
  const scopes = new Map<string, ScopeId>();
  for (const part of text.split(',')) {
    const scope = scopeIn(part);
    if (scopes.has(scopeName(scope))) throw new Error(`names ${part} twice`);
    scopes.set(scopeName(scope), scope);
  }
  return [...scopes.values()] as [ScopeId, ...ScopeId[]];
}

/** A scope as `strategy/user`. */
export function scopeIn(text: string): ScopeId {
  const [strategyId, userId, ...rest] = text.split('/').map(decodePart);
  if (strategyId === undefined || userId === undefined || rest.length > 0) {
    throw new Error(`must list scopes as strategy/user, not ${JSON.stringify(text)}`);
  }
  assertScopeId({ strategyId, userId });
  return { strategyId, userId };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error(`must be percent-encoded, unlike ${JSON.stringify(part)}`);
  }
}
