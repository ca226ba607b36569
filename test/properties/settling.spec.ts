import { describe, expect, it, jest } from '@jest/globals';
import { Random } from '../../src/testing/index.js';
import { fill, T } from '../support/updates.js';
import { caseOf, CONVERGENCE_RUNS, instrumentsOf, shuffled } from './convergence-check.js';
import { asLines, deliver, deliverAgain } from './convergence-message.js';
import type { Delivered, Message } from './convergence-message.js';
import { EXPIRE_TIME_MS, fillsOf, KeptScope } from './convergence-scope.js';
import { completeSet, lateSet } from './convergence-set.js';
import { sumsOf } from './settled-sums.js';

const RUNS = Math.ceil(CONVERGENCE_RUNS * 0.06);

jest.setTimeout(60_000 + RUNS * 2_000);

describe('what is settled', () => {
  it('is settled once no entry up to it changed for the expire time, and no earlier', async () => {
    await within([], async (scope) => {
      const { positions } = scope.services;
      positions.applyUpdate(fill('1', '1', '100', { id: '1', timestamp: T + 1 }));
      positions.applyUpdate(fill('1', '1', '120', { id: '3', timestamp: T + 3 }));
      await scope.pass(EXPIRE_TIME_MS - 1);
      expect(await settledOf(scope)).toEqual([false, false]);
      // Late, between both: what comes after it in the ledger waits for it.
      positions.applyUpdate(fill('1', '1', '110', { id: '2', timestamp: T + 2 }));
      await scope.pass(2);
      expect(await settledOf(scope)).toEqual([true, false, false]);
      await scope.settle();
      expect(await settledOf(scope)).toEqual([true, true, true]);
    });
  });

  it('is a correction where it changes afterwards, at the beginning of what is not settled', async () => {
    await within([], async (scope) => {
      const { positions } = scope.services;
      const told = { fee: '0.1', feeCurrency: 'USDT', timestamp: T };
      // Of two fills the first was missed, and is inferred.
      positions.applyUpdate(fill('2', '1', '100', { id: '1', timestamp: T + 1 }));
      await scope.settle();
      positions.applyUpdate(fill('1', '1', '130', { id: '3', side: 'SELL', timestamp: T + 3 }));
      positions.applyUpdate(fill('1', '1', '110', { id: '1', ...told }));
      positions.applyUpdate(fill('1', '1', '112', { id: '2', ...told }));
      const entries = await entriesOf(scope);
      expect(entries.at(-1)).toMatchObject({ kind: 'fill', orderId: '3' });
      const corrected = entries.filter(({ kind }) => kind === 'correction').map(({ orderId }) => orderId);
      expect(corrected).toEqual(expect.arrayContaining(['1', '2']));
      expect(positions.position('BTCUSDT')).toMatchObject({ signedAmount: '2', fees: { USDT: '0.2' } });
    });
  });

  it('stays as it was: positions to the field, fills but for being settled, over a restart too', async () => {
    await forEachSeed(async (seed) => {
      const sent = caseOf(seed, completeSet(seed));
      await within(sent.instruments, async (scope) => {
        deliverAll(scope, [...sent.before, ...sent.messages]);
        const before = await positionsAndFills(scope);
        await scope.settle();
        expect(await positionsAndFills(scope)).toEqual(before);
        await scope.restart();
        expect(await positionsAndFills(scope)).toEqual(before);
        expect(scope.cache.checkIntegrity().faults).toEqual([]);
      });
    });
  });

  it('and what goes on afterwards make the positions and fills of a scope that never settled, where nothing settled changed', async () => {
    await forEachSeed(async (seed) => {
      const set = completeSet(seed);
      const instruments = instrumentsOf(set.truth);
      const at = new Random(seed).integer(0, set.groups.length);
      const [first, second] = [set.groups.slice(0, at).flat(), set.groups.slice(at).flat()];
      const never = await within(instruments, async (scope) => {
        deliverAll(scope, [...set.before, ...first, ...second]);
        return withoutNames(await positionsAndFills(scope));
      });
      await within(instruments, async (scope) => {
        deliverAll(scope, [...set.before, ...first]);
        await scope.settle();
        deliverAll(scope, second);
        if (await hasCorrections(scope)) return;
        expect(withoutNames(await positionsAndFills(scope))).toEqual(never);
      });
    });
  });

  it('changes by nothing that comes again', async () => {
    await forEachSeed(async (seed) => {
      const { instruments, messages } = caseOf(seed, lateSet(seed));
      await within(instruments, async (scope) => {
        deliverAll(scope, messages);
        await scope.settle();
        const before = await positionsAndFills(scope);
        const again = shuffled(messages, new Random(seed));
        deliverAgain(scope.services, again.map(asUpdate));
        await scope.restart();
        deliverAgain(scope.services, again.map(asUpdate));
        expect(await positionsAndFills(scope)).toEqual(before);
      });
    });
  });
});

describe('messages that come after their fills were settled', () => {
  it('add up: quantities, fees and money are those of a scope that never settled', async () => {
    await forEachSeed(
      async (seed) => {
        const { instruments, messages } = caseOf(seed, lateSet(seed));
        const random = new Random(seed);
        const order = shuffled(messages, random);
        const cuts = [random.integer(0, order.length), random.integer(0, order.length)].sort((a, b) => a - b);
        const never = await within(instruments, async (scope) => {
          deliverAll(scope, messages);
          return sumsOf(scope.cache.positions(), instruments);
        });
        await within(instruments, async (scope) => {
          deliverAll(scope, order.slice(0, cuts[0]));
          await scope.settle();
          deliverAll(scope, order.slice(cuts[0], cuts[1]));
          if (random.chance(50)) await scope.restart();
          await scope.settle();
          deliverAll(scope, order.slice(cuts[1]));
          expect(sumsOf(scope.cache.positions(), instruments)).toEqual(never);
          await scope.settle();
          expect(sumsOf(scope.cache.positions(), instruments)).toEqual(never);
          expect(scope.cache.checkIntegrity().faults).toEqual([]);
        });
      },
      (seed) => caseOf(seed, lateSet(seed)).messages,
    );
  });
});

async function forEachSeed(
  check: (seed: number) => Promise<void>,
  messagesOf: (seed: number) => readonly Message[] = (seed) => caseOf(seed, completeSet(seed)).messages,
): Promise<void> {
  for (let seed = 1; seed <= RUNS; seed++) {
    try {
      await check(seed);
    } catch (error) {
      const messages = asLines(messagesOf(seed));
      throw new Error(`seed ${seed}: ${(error as Error).message}\nThe messages, in order:\n${messages}`, {
        cause: error,
      });
    }
  }
}

async function within<Result>(
  instruments: Parameters<typeof KeptScope.open>[0],
  use: (scope: KeptScope) => Promise<Result>,
): Promise<Result> {
  const scope = await KeptScope.open(instruments);
  try {
    return await use(scope);
  } finally {
    await scope.close();
  }
}

function deliverAll({ services }: KeptScope, messages: readonly Message[]): void {
  for (const message of messages) deliver(services, asUpdate(message));
}

function asUpdate(message: Message): Delivered {
  return { message, call: 'applyUpdate' };
}

async function hasCorrections({ cache }: KeptScope): Promise<boolean> {
  for (const { symbol, positionSide } of cache.positions()) {
    const { entries = [] } = (await cache.explain(symbol, { positionSide }, { limit: 1_000 })) ?? {};
    if (entries.some(({ kind }) => kind === 'correction')) return true;
  }
  return false;
}

/** A settled fill is final: it has the names that its order had by then. */
function withoutNames(held: unknown): unknown {
  return JSON.parse(
    JSON.stringify(held, (field, value: unknown) =>
      field === 'clientOrderId' || field === 'orderId' ? null : value,
    ),
  );
}

async function positionsAndFills(scope: KeptScope): Promise<unknown> {
  const { positions } = await scope.end();
  const fills = (await fillsOf(scope.cache)) as readonly { readonly settled: boolean }[];
  return { positions, fills: fills.map((each) => ({ ...each, settled: null })) };
}

async function settledOf(scope: KeptScope): Promise<boolean[]> {
  const fills = (await fillsOf(scope.cache)) as readonly { readonly settled: boolean }[];
  return fills.map(({ settled }) => settled);
}

interface Entry {
  readonly kind: string;
  readonly orderId?: string | null;
}

/** The entries of the leg that are not settled, oldest first. TODO(core): `scope.cache.explain('BTCUSDT')`, without the cast. */
async function entriesOf({ cache }: KeptScope): Promise<Entry[]> {
  const { explain } = cache as unknown as {
    explain: (symbol: string) => Promise<{ readonly entries: readonly Entry[] }>;
  };
  const { entries } = await explain.call(cache, 'BTCUSDT');
  return [...entries].reverse();
}
