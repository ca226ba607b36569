import { expect, it, jest } from '@jest/globals';
import { Random } from '../../src/testing/index.js';
import { CONVERGENCE_RUNS, instrumentsOf, shuffled } from './convergence-check.js';
import { asLines, deliver } from './convergence-message.js';
import type { Message } from './convergence-message.js';
import { isLinked, namesIn } from './convergence-names.js';
import { expectTruth, KnownTruth } from './convergence-oracle.js';
import { fillsOf, MemoryScope } from './convergence-scope.js';
import { completeSet } from './convergence-set.js';
import type { MessageSet } from './convergence-set.js';
import type { TruthEvent } from './convergence-truth.js';
import { comparable, fillsOfTruth } from './truth-fills.js';
import type { FillTold } from './truth-fills.js';

const RUNS = Math.ceil(CONVERGENCE_RUNS * 0.4);

const FILL_RUNS = Math.ceil(RUNS / 4);

jest.setTimeout(60_000 + RUNS * 500);

it("all that an exchange did, told in order: the scope has the exchange's own figures after every event", () => {
  let compared = 0;
  forEachSet((set) => {
    const scope = scopeOf(set);
    const known = new KnownTruth(set.truth);
    const told: Message[] = [...set.before];
    for (const [at, group] of set.groups.entries()) {
      known.add(set.truth.events[at] as TruthEvent);
      for (const message of group) deliver(scope.services, { message, call: 'applyUpdate' });
      told.push(...group);
      if (!areLinked(told, set)) continue;
      compared++;
      expectTruth(scope.services, known, isStatusTold(told));
    }
  });
  expect(compared).toBeGreaterThan(RUNS * 2);
});

it("all that an exchange did, told in any order: the scope has the exchange's own figures at the end", () => {
  let compared = 0;
  forEachSet((set, random) => {
    compared++;
    const scope = scopeOf(set);
    const known = new KnownTruth(set.truth);
    for (const event of set.truth.events) known.add(event);
    const messages = set.groups.flat();
    for (const message of shuffled(messages, random))
      deliver(scope.services, { message, call: 'applyUpdate' });
    expectTruth(scope.services, known, isStatusTold(messages));
  });
  expect(compared).toBe(RUNS);
});

it("all that an exchange did, told in any order: the scope's fills are the executions, each with its own profit", async () => {
  for (let seed = 1; seed <= FILL_RUNS; seed++) {
    const set = completeSet(seed);
    const scope = scopeOf(set);
    for (const message of shuffled(set.groups.flat(), new Random(seed)))
      deliver(scope.services, { message, call: 'applyUpdate' });
    const known = new KnownTruth(set.truth);
    for (const event of set.truth.events) known.add(event);
    const fills = (await fillsOf(scope.services.positions)) as readonly FillTold[];
    expect(fills).toHaveLength(set.truth.events.filter(({ execution }) => execution !== null).length);
    for (const book of known.books.legs.values()) {
      const { symbol, leg } = book;
      const told = fills.filter((each) => each.symbol === symbol && each.positionSide === leg);
      expect({ seed, fills: told.map(comparable) }).toEqual({
        seed,
        fills: fillsOfTruth(set.truth, book, told),
      });
    }
  }
});

function forEachSet(check: (set: MessageSet, random: Random) => void): void {
  for (let seed = 1; seed <= RUNS; seed++) {
    const set = completeSet(seed);
    try {
      check(set, new Random(seed));
    } catch (error) {
      const messages = asLines([...set.before, ...set.groups.flat()]);
      throw new Error(`seed ${seed}: ${(error as Error).message}\nThe messages, in order:\n${messages}`, {
        cause: error,
      });
    }
  }
}

function scopeOf({ truth, before }: MessageSet): MemoryScope {
  const scope = new MemoryScope(instrumentsOf(truth));
  for (const message of before) deliver(scope.services, { message, call: 'applyUpdate' });
  return scope;
}

/** Until a message has both names of an order, nothing tells that they are of one. */
function areLinked(told: readonly Message[], { truth }: MessageSet): boolean {
  return truth.orders.every((order) => isLinked(told, order, truth.events));
}

/** Whether a report told an event's status; of some executions only trades tell. */
function isStatusTold(told: readonly Message[]): (event: TruthEvent) => boolean {
  return (event) =>
    told.some(
      (message) =>
        message.kind === 'report' &&
        message.update.timestamp === event.time &&
        message.update.filled === event.filled.toDecimal() &&
        namesIn(message).some(
          ({ id, clientOrderId }) => id === event.id || clientOrderId === event.clientOrderId,
        ),
    );
}
