import { expect, it } from '@jest/globals';
import type { ScopeView, ViewedStore } from '../stores/scope-view.js';
import { MemoryStateStore } from '../stores/memory/memory.state-store.js';
import { copyScope } from './copy-scope.js';
import { ScopeBusyError, ScopeUnreadableError } from './inspect.errors.js';

const SCOPE = { strategyId: 'grid', userId: 'alice' };

/** A store that has no records, and whose scope was written between any two looks at it. */
function written(isWritten: boolean): ViewedStore {
  let sequence = 1;
  const view = (): ScopeView =>
    ({
      scope: SCOPE,
      epoch: 1,
      sequence: isWritten ? sequence++ : sequence,
      refusal: null,
      sums: () => Promise.resolve(new Map()),
      load: () => nothing(),
      history: () => nothing(),
      fillEntries: () => nothing(),
    }) as unknown as ScopeView;
  return { scopes: () => Promise.resolve([view()]), close: () => Promise.resolve() };
}

async function* nothing(): AsyncGenerator<never> {}

it('a scope that is written all the time is not copied', async () => {
  await expect(copyScope(written(true), SCOPE, () => new MemoryStateStore(Date.now))).rejects.toThrow(
    ScopeBusyError,
  );
});

it('a scope that is not there cannot be read', async () => {
  const other = { strategyId: 'grid', userId: 'bob' };
  await expect(copyScope(written(false), other, () => new MemoryStateStore(Date.now))).rejects.toThrow(
    ScopeUnreadableError,
  );
});
