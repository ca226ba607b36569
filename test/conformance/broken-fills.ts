import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { NumberedFill, ScopeStore, StoredFill } from '../../src/stores/state-store.js';
import { carriesOut, loads } from './broken-records.js';
import type { Fault } from './shared-memory.js';

type Append = Extract<Operation, { readonly op: 'append' }>;
type Drop = Extract<Operation, { readonly op: 'drop' }>;

function inScope(replace: (scope: ScopeStore) => Partial<ScopeStore>): () => Fault {
  return () => ({ scope: replace });
}

function appends(change: (fill: Append) => Append): () => Fault {
  return carriesOut((operations) =>
    operations.map((operation) => (operation.op === 'append' ? change(operation) : operation)),
  );
}

function drops(change: (drop: Drop) => Drop): () => Fault {
  return carriesOut((operations) =>
    operations.map((operation) => (operation.op === 'drop' ? change(operation) : operation)),
  );
}

/** A leg is changed on its way in, and in what is asked for. */
function withLeg(change: (leg: string) => string): () => Fault {
  return () => ({
    scope: (scope) => ({
      commit: (batch) => {
        const operations = batch.operations.map((operation) =>
          'leg' in operation ? { ...operation, leg: change(operation.leg) } : operation,
        );
        return scope.commit({ ...batch, operations });
      },
      fills: (leg, first, last) => scope.fills(change(leg), first, last),
    }),
  });
}

function readsFills(
  change: (fills: readonly NumberedFill[], first: number, last: number) => readonly NumberedFill[],
): () => Fault {
  return inScope((scope) => ({
    fills: async (leg, first, last) => change(await scope.fills(leg, first, last), first, last),
  }));
}

async function allFills(scope: ScopeStore): Promise<StoredFill[]> {
  const fills: StoredFill[] = [];
  for await (const slice of scope.fillEntries()) fills.push(...slice);
  return fills;
}

/** Faults with the fill history. */
export const BROKEN_FILLS: Readonly<Record<string, () => Fault>> = {
  'appends nothing': carriesOut((operations) => operations.filter(({ op }) => op !== 'append')),
  'appends the first fill of a batch only': carriesOut((operations) => {
    const first = operations.find(({ op }) => op === 'append');
    return operations.filter((operation) => operation.op !== 'append' || operation === first);
  }),
  'numbers fills in 32 bits': appends((fill) => ({ ...fill, number: fill.number % 2 ** 32 })),
  'numbers fills in 16 bits': appends((fill) => ({ ...fill, number: fill.number % 2 ** 16 })),
  'keeps the first value of a fill': () => {
    const first = new Map<string, string>();
    return appends((fill) => {
      const place = `${fill.leg} ${fill.number}`;
      first.set(place, first.get(place) ?? fill.value);
      return { ...fill, value: first.get(place) as string };
    })();
  },
  'drops no fills': carriesOut((operations) => operations.filter(({ op }) => op !== 'drop')),
  'drops all fills of a leg': drops((drop) => ({ ...drop, first: 1, last: Number.MAX_SAFE_INTEGER })),
  'drops up to the last fill, without it': drops((drop) => ({ ...drop, last: drop.last - 1 })),
  'drops one fill too many': drops((drop) => ({ ...drop, last: drop.last + 1 })),
  'drops from behind the first fill': drops((drop) => ({ ...drop, first: drop.first + 1 })),
  'drops fills after it appends': carriesOut((operations) =>
    operations.toSorted((left, right) => Number(left.op === 'drop') - Number(right.op === 'drop')),
  ),
  'drops fills before it appends': carriesOut((operations) =>
    operations.toSorted((left, right) => Number(right.op === 'drop') - Number(left.op === 'drop')),
  ),
  'has one leg': withLeg(() => 'leg'),
  'cuts legs': withLeg((leg) => leg.slice(0, 1)),
  'cuts legs at a separator': withLeg((leg) => leg.split('\u001f', 1)[0] as string),
  'ends legs at NUL': withLeg((leg) => leg.split('\u0000', 1)[0] as string),
  'normalizes legs': withLeg((leg) => leg.normalize()),
  'takes digits at the end of a leg for a number': withLeg((leg) => leg.replace(/\d+$/, '')),
  'gives the fills of all legs that begin alike': inScope((scope) => ({
    fills: async (leg, first, last) =>
      (await allFills(scope))
        .filter((fill) => fill.leg.startsWith(leg) && fill.number >= first && fill.number <= last)
        .map(({ number, value }) => ({ number, value })),
  })),
  'orders fills as text': readsFills((fills) =>
    fills.toSorted((left, right) => (String(left.number) < String(right.number) ? -1 : 1)),
  ),
  'compares numbers as text': inScope((scope) => ({
    fills: async (leg, first, last) =>
      (await scope.fills(leg, 1, Number.MAX_SAFE_INTEGER)).filter(
        ({ number }) => String(number) >= String(first) && String(number) <= String(last),
      ),
  })),
  'leaves the last number out': readsFills((fills, _, last) => fills.filter(({ number }) => number < last)),
  'leaves the first number out': readsFills((fills, first) => fills.filter(({ number }) => number > first)),
  'gives 500 fills at most': readsFills((fills) => fills.slice(0, 500)),
  'gives a fill for each number': readsFills((fills, first, last) =>
    Array.from({ length: Math.min(20, last - first + 1) }, (_, at) => first + at).map(
      (number) => fills.find((fill) => fill.number === number) ?? { number, value: '' },
    ),
  ),
  'gives fills without their number': readsFills((fills) => fills.map(({ value }) => ({ number: 0, value }))),
  'reads no fills through': inScope(() => ({ async *fillEntries() {} })),
  'reads one slice of fills': inScope((scope) => ({
    async *fillEntries() {
      for await (const slice of scope.fillEntries()) {
        yield slice;
        return;
      }
    },
  })),
  'reads all fills at once': inScope((scope) => ({
    async *fillEntries() {
      yield await allFills(scope);
    },
  })),
  'loads fills': () => {
    let last: ScopeStore | null = null;
    return {
      scope: (scope) => {
        last = scope;
        return {
          async *load() {
            yield* scope.load();
            const fills = await allFills(last as ScopeStore);
            if (fills.length > 0)
              yield fills.map(({ leg, value }) => ({ type: CacheKey.ORDER, key: leg, value }));
          },
        };
      },
    };
  },
  'loads nothing where there are fills': () => {
    let hasFills = false;
    return {
      scope: (scope) => ({
        ...loads((slice) => (hasFills ? [] : slice))().scope?.(scope, { strategyId: '', userId: '' }),
        commit: (batch) => {
          hasFills ||= batch.operations.some(({ op }) => op === 'append');
          return scope.commit(batch);
        },
      }),
    };
  },
  'trims fills': inScope((scope) => {
    let isTrimmed = false;
    return {
      trimHistory: (before, limit) => {
        isTrimmed = true;
        return scope.trimHistory(before, limit);
      },
      fills: async (leg, first, last) => (isTrimmed ? [] : scope.fills(leg, first, last)),
    };
  }),
  'has the fills of one scope for all': () => {
    let first: ScopeStore | null = null;
    return {
      scope: (scope) => {
        first ??= scope;
        return { fills: (leg, from, to) => (first ?? scope).fills(leg, from, to) };
      },
    };
  },
};
