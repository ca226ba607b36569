import { InvalidScopeError } from './store.errors.js';

/** The owner of a state: one strategy of one user. */
export interface ScopeId {
  readonly strategyId: string;
  readonly userId: string;
}

const MAX_BYTES = 128;

/** `strategy/user` with both parts percent-encoded: unambiguous, and how a scope is written in the environment. */
export function scopeName(scope: ScopeId): string {
  return `${encodeURIComponent(scope.strategyId)}/${encodeURIComponent(scope.userId)}`;
}

/**
 * The scope's key in a store: both parts base64url-encoded and joined with a dot, so that `(a, b:c)` and `(a:b, c)`
 * differ and no part can leave its place.
 */
export function scopeStoreKey(scope: ScopeId): string {
  return `${encodePart(scope.strategyId)}.${encodePart(scope.userId)}`;
}

/** The scope that a key was made of. */
export function scopeIdOf(scopeKey: string): ScopeId {
  const [strategyId = '', userId = ''] = scopeKey
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  return { strategyId, userId };
}

function encodePart(part: string): string {
  return Buffer.from(part, 'utf8').toString('base64url');
}

/** @throws {InvalidScopeError} if a part is empty, `.` or `..`, not well-formed text, or longer than 128 bytes. */
export function assertScopeId(scope: ScopeId): void {
  for (const name of ['strategyId', 'userId'] as const) {
    const part: unknown = scope[name];
    if (typeof part !== 'string' || part === '')
      throw new InvalidScopeError(name, 'must be a non-empty string');
    if (part === '.' || part === '..')
      throw new InvalidScopeError(name, `must not be "${part}", which URLs swallow`);
    if (!part.isWellFormed()) throw new InvalidScopeError(name, 'must be well-formed Unicode text');
    if (Buffer.byteLength(part, 'utf8') > MAX_BYTES) {
      throw new InvalidScopeError(name, `must be at most ${MAX_BYTES} bytes long in UTF-8`);
    }
  }
}
