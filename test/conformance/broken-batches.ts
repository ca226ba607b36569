import type { Batch, CommitResult } from '../../src/stores/batch.js';
import { scopeName } from '../../src/stores/scope-id.js';
import type { ScopeStore } from '../../src/stores/state-store.js';
import type { Fault } from './shared-memory.js';

interface Verdict {
  readonly outcome: 'OK' | 'DUP' | 'GAP';
  readonly applies: boolean;
  readonly storedSequence?: number;
}

interface Kept {
  /** What the store says of its sequence, and what the memory store below has. */
  said: number;
  below: number;
}

/** The verdict of a store that has no fault. */
export function verdict(sequence: number, stored: number): Verdict {
  if (sequence <= stored) return { outcome: 'DUP', applies: false };
  return sequence === stored + 1 ? { outcome: 'OK', applies: true } : { outcome: 'GAP', applies: false };
}

/** Sequences are judged otherwise than they must be. */
export function judges(judge: typeof verdict): () => Fault {
  return () => {
    const scopes = new Map<string, Kept>();
    return {
      scope: (scope, id) => {
        const kept = scopes.get(scopeName(id)) ?? { said: 0, below: 0 };
        scopes.set(scopeName(id), kept);
        return { sequence: kept.said, commit: (batch) => commitAs(scope, batch, kept, judge) };
      },
    };
  };
}

async function commitAs(
  scope: ScopeStore,
  batch: Batch,
  kept: Kept,
  judge: typeof verdict,
): Promise<CommitResult> {
  const before = { ...kept };
  const { outcome, applies, storedSequence = kept.said } = judge(batch.sequence, kept.said);
  kept.below++;
  if (outcome === 'OK') kept.said = batch.sequence;
  const result = await scope.commit({
    ...batch,
    sequence: kept.below,
    ...(!applies && { operations: [] }),
  });
  if (result.outcome !== 'OK') {
    Object.assign(kept, before);
    return result;
  }
  return outcome === 'GAP' ? { outcome, storedSequence } : { outcome, survives: result.survives };
}

function answers(change: (result: CommitResult) => CommitResult): () => Fault {
  return () => ({
    scope: (scope) => ({ commit: async (batch) => change(await scope.commit(batch)) }),
  });
}

/** Faults with sequences. */
export const BROKEN_BATCHES: Readonly<Record<string, () => Fault>> = {
  'carries a batch out again': judges((sequence, stored) => ({
    ...verdict(sequence, stored),
    applies: sequence <= stored + 1,
  })),
  'carries an older batch out again': judges((sequence, stored) => ({
    ...verdict(sequence, stored),
    applies: sequence < stored || sequence === stored + 1,
  })),
  'says OK to a batch that it has': judges((sequence, stored) =>
    sequence <= stored ? { outcome: 'OK', applies: false } : verdict(sequence, stored),
  ),
  'takes a batch after a gap': judges((sequence, stored) =>
    sequence > stored ? { outcome: 'OK', applies: true } : verdict(sequence, stored),
  ),
  'carries a batch after a gap out and says GAP': judges((sequence, stored) => ({
    ...verdict(sequence, stored),
    applies: sequence > stored,
  })),
  'names its next sequence for a gap': judges((sequence, stored) => ({
    ...verdict(sequence, stored),
    storedSequence: stored + 1,
  })),
  'counts from 0': judges((sequence, stored) => verdict(sequence + 1, stored)),
  'does not count empty batches': () => ({
    scope: (scope) => ({
      commit: (batch) =>
        batch.operations.length === 0
          ? Promise.resolve({ outcome: 'OK', survives: 'nothing' })
          : scope.commit(batch),
    }),
  }),
  'does not say what a commit survives': answers((result) =>
    'survives' in result ? { ...result, survives: undefined as unknown as 'nothing' } : result,
  ),
  'says more of a batch that it has': answers((result) =>
    result.outcome === 'DUP' ? { ...result, survives: 'failover' } : result,
  ),
};
