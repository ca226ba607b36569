import { assertScopeId } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import { InspectUsageError } from './inspect.errors.js';

/** Reads `strategy/user`, both parts percent-encoded. @throws {InspectUsageError} if it is not that. */
export function parseScopeName(text: string): ScopeId {
  try {
    const [strategyId = '', userId = '', ...rest] = text.split('/').map(decodeURIComponent);
    if (rest.length > 0) throw new Error('it has more than two parts');
    assertScopeId({ strategyId, userId });
    return { strategyId, userId };
  } catch (cause) {
    const reason = (cause as Error).message.replace(/\.$/, '');
    throw new InspectUsageError(`${text} is no scope: ${reason}. Write it as STRATEGY/USER.`, { cause });
  }
}
