import { applyMapped } from '../../cache/apply-mapped.js';
import type { AppliedMessage } from '../../cache/apply-mapped.js';
import type { CacheService } from '../../cache/cache.service.js';
import type { Mapped } from '../../exchanges/mapped.js';

/** Applies a message to a scope. A push of a position tells a scope nothing. @throws {Error} if it is rejected. */
export function applyTo(cache: CacheService, message: Mapped): void {
  if (message.kind === 'positions') return;
  for (const applied of applyMapped(cache, [message])) {
    const fault = faultOf(applied);
    if (fault !== null) throw new Error(`The cache rejects a message of the scripted exchange: ${fault}.`);
  }
}

function faultOf(applied: AppliedMessage): string | null {
  if (applied.kind === 'invalid') return `${applied.field} ${applied.reason}`;
  if (applied.kind !== 'orders' && applied.kind !== 'trades') return null;
  const rejected = applied.results.find(({ outcome }) => outcome === 'rejected');
  return rejected === undefined ? null : `${rejected.field} ${rejected.reason}`;
}
