import type { Holder } from '../../src/stores/holder.js';
import { describeHolder } from '../../src/stores/holder.js';
import type { ScopeStore, StateStore } from '../../src/stores/state-store.js';
import { ScopeHeldError } from '../../src/stores/store.errors.js';
import type { Fault } from './shared-memory.js';

type Acquire = StateStore['acquire'];

function acquires(change: (acquire: Acquire) => Acquire): () => Fault {
  return () => ({ store: (store) => ({ acquire: change((scope, holder) => store.acquire(scope, holder)) }) });
}

function inScope(replace: (scope: ScopeStore) => Partial<ScopeStore>): () => Fault {
  return () => ({ scope: replace });
}

function named(nonce: string): (holder: Holder) => Holder {
  return (holder) => ({ ...holder, nonce });
}

/** Faults with scopes and who holds them. */
export const BROKEN_HOLDS: Readonly<Record<string, () => Fault>> = {
  'joins the parts of a scope with a colon': acquires(
    (acquire) =>
      ({ strategyId, userId }, holder) =>
        acquire({ strategyId: `${strategyId}:${userId}`, userId: '-' }, holder),
  ),
  'has one scope': acquires((acquire) => (_, holder) => acquire({ strategyId: '-', userId: '-' }, holder)),
  'has one scope a strategy': acquires(
    (acquire) =>
      ({ strategyId }, holder) =>
        acquire({ strategyId, userId: '-' }, holder),
  ),
  'lets everybody in': acquires((acquire) => (scope, holder) => acquire(scope, named('same')(holder))),
  'refuses without a reason': acquires(
    (acquire) => (scope, holder) =>
      acquire(scope, holder).catch(() => {
        throw new Error('no');
      }),
  ),
  'names the one that is refused': acquires(
    (acquire) => (scope, holder) =>
      acquire(scope, holder).catch(() => {
        throw new ScopeHeldError('The scope', holder);
      }),
  ),
  'refuses everybody but the first process': () => {
    let first: Holder | null = null;
    return acquires((acquire) => (scope, holder) => {
      first ??= holder;
      return first.nonce === holder.nonce
        ? acquire(scope, holder)
        : Promise.reject(new ScopeHeldError('The scope', first));
    })();
  },
  'refuses its own holder': () => {
    let last: Holder | null = null;
    return acquires((acquire) => (scope, holder) => {
      if (last?.nonce === holder.nonce) return Promise.reject(new ScopeHeldError('The scope', last));
      last = holder;
      return acquire(scope, holder);
    })();
  },
  'takes an epoch for each acquire': acquires((acquire) => async (scope, holder) => {
    await (await acquire(scope, holder)).release();
    return acquire(scope, holder);
  }),
  'has the same epoch for all': inScope((scope) => ({
    epoch: 1,
    commit: (batch) => scope.commit({ ...batch, epoch: scope.epoch }),
  })),
  'has epochs of text': inScope((scope) => ({ epoch: `${scope.epoch}` as unknown as number })),
  'starts each life at sequence 0': inScope(() => ({ sequence: 0 })),
  'starts a scope at sequence 1': inScope((scope) => ({ sequence: Math.max(1, scope.sequence) })),
  'ignores the epoch': () => {
    let latest: ScopeStore | null = null;
    return {
      scope: (scope) => {
        latest = scope;
        return {
          commit: (batch) => {
            const { epoch, commit } = { epoch: latest?.epoch ?? 0, commit: latest ?? scope };
            return commit.commit({ ...batch, epoch });
          },
        };
      },
    };
  },
  'fences an old holder and takes its batch': () => {
    let latest: ScopeStore | null = null;
    return {
      scope: (scope) => {
        latest = scope;
        return {
          commit: async (batch) => {
            const result = await scope.commit(batch);
            if (result.outcome === 'FENCED') await latest?.commit({ ...batch, epoch: latest.epoch });
            return result;
          },
        };
      },
    };
  },
  'names the old holder to itself': acquires((acquire) => async (scope, holder) => {
    const acquired = await acquire(scope, holder);
    const original = acquired.commit.bind(acquired);
    const commit: ScopeStore['commit'] = async (batch) => {
      const result = await original(batch);
      return result.outcome === 'FENCED' ? { ...result, holder: describeHolder(holder) } : result;
    };
    return Object.assign(acquired, { commit });
  }),
  'lets an old holder trim': () => {
    let latest: ScopeStore | null = null;
    return {
      scope: (scope) => {
        latest = scope;
        return { trimHistory: (before, limit) => (latest ?? scope).trimHistory(before, limit) };
      },
    };
  },
  'releases nothing': inScope(() => ({ release: () => Promise.resolve() })),
  'releases whoever holds': () => {
    let latest: ScopeStore | null = null;
    return {
      scope: (scope) => {
        latest = scope;
        return { release: () => (latest ?? scope).release() };
      },
    };
  },
  'forgets all when it is closed': () => ({ forgets: true }),
  'does not close': () => ({ store: () => ({ close: () => Promise.resolve() }) }),
  'fails when it is closed twice': () => ({
    store: (store) => {
      let isClosed = false;
      return {
        close: () => {
          if (isClosed) return Promise.reject(new Error('closed twice'));
          isClosed = true;
          return store.close();
        },
      };
    },
  }),
};
