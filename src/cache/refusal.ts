import type { CommitResult } from '../stores/batch.js';
import { DamagedScopeError, ScopeFencedError } from './cache.errors.js';

/** An answer of the store after which a scope cannot go on. */
export type Refusal = Extract<CommitResult, { readonly outcome: 'FENCED' | 'BAD' }>;

export function isRefusal(result: CommitResult): result is Refusal {
  return result.outcome === 'FENCED' || result.outcome === 'BAD';
}

/** What the scope answers from then on. */
export function refusalOf(scope: string, result: Refusal): Error {
  switch (result.outcome) {
    case 'FENCED':
      return new ScopeFencedError(scope, result.holder);
    case 'BAD':
      return new DamagedScopeError(scope, [`the store refused a batch: ${result.reason}`]);
  }
}
