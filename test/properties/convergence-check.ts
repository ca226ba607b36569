import { expect } from '@jest/globals';
import type { InstrumentDefinition } from '../../src/index.js';
import { Random } from '../../src/testing/index.js';
import { permutations } from '../support/merging.js';
import { MARKET } from './accounting-modes.js';
import { asLines, CALLS, deliver, deliverAgain } from './convergence-message.js';
import type { Delivered, Message } from './convergence-message.js';
import { withoutAmbiguousNames } from './convergence-names.js';
import { KeptScope, MemoryScope } from './convergence-scope.js';
import type { EndState } from './convergence-scope.js';
import type { MessageSet } from './convergence-set.js';
import type { Truth } from './convergence-truth.js';

/** How many sets of messages: `CONVERGENCE_RUNS=100000 npm run test:long -- test/properties/convergence` for the long run. */
export const CONVERGENCE_RUNS = Number(process.env['CONVERGENCE_RUNS'] ?? 5_000);

/** Of as many messages all orders are tried. */
export const MOST_PERMUTED = 6;
const RANDOM_ORDERS = 20;

/** What is delivered. */
export interface Case {
  readonly seed: number;
  readonly instruments: readonly InstrumentDefinition[];
  readonly before: readonly Message[];
  readonly messages: readonly Message[];
}

export function caseOf(seed: number, { truth, before, groups }: MessageSet): Case {
  return lawful({ seed, instruments: instrumentsOf(truth), before, messages: groups.flat() });
}

/** A case without what names an order by a client id that two orders had: the caller's requests too. */
export function lawful(sent: Case): Case {
  const messages = withoutAmbiguousNames(sent.messages);
  return { ...sent, messages, before: withoutAmbiguousNames(sent.before, messages) };
}

export function instrumentsOf({ market }: Truth): InstrumentDefinition[] {
  const { kind, contractSize, symbols } = market;
  return symbols.map((symbol) => ({ ...MARKET, symbol, kind, contractSize }));
}

/**
 * The first law: whatever the order in which the messages arrive, however often each comes, by whichever call, and whatever restarts lie
 * between, all ends as it does in order.
 *
 * @returns the seed, the first difference and the fewest of the messages that still end differently; null where all is well.
 */
export async function divergenceOf(sent: Case): Promise<string | null> {
  const found = await differenceIn(sent);
  if (found === null) return null;
  const fewest = await shrunk(sent);
  const difference = (await differenceIn(fewest)) ?? found;
  return `seed ${sent.seed}: ${difference}\nThe messages, in order:\n${asLines([...fewest.before, ...fewest.messages])}`;
}

/** How some delivery ends otherwise than the one in order; null where none does. */
async function differenceIn(sent: Case): Promise<string | null> {
  try {
    const inOrder = await endOf(sent, each(sent.messages, 'applyUpdate'), true);
    expect(inOrder.faults).toEqual([]);
    for (const order of deliveries(sent)) {
      const end = await endOf(sent, order, false);
      const difference = differenceOf(inOrder, end);
      if (difference !== null) return `${difference}\n  as delivered: ${placesOf(order, sent.messages)}`;
    }
    return await differenceAfterRestart(sent, inOrder);
  } catch (error) {
    return (error as Error).message;
  }
}

function* deliveries({ messages, seed }: Case): Generator<readonly Delivered[]> {
  const random = new Random(seed);
  const orders =
    messages.length <= MOST_PERMUTED
      ? permutations(messages)
      : Array.from({ length: RANDOM_ORDERS }, () => shuffled(messages, random));
  for (const order of orders) yield each(order, random.pick(CALLS));
  yield withRepeats(messages, random);
  yield withRepeats(shuffled(messages, random), random);
}

async function differenceAfterRestart(sent: Case, inOrder: EndState): Promise<string | null> {
  const random = new Random(sent.seed + 1);
  const order = withRepeats(shuffled(sent.messages, random), random);
  const difference = differenceOf(
    inOrder,
    await endWithRestart(sent, order, random.integer(0, order.length)),
  );
  if (difference === null) return null;
  return `${difference}\n  as delivered, over a restart: ${placesOf(order, sent.messages)}`;
}

async function endOf(
  { instruments, before }: Case,
  order: readonly Delivered[],
  isRepeated: boolean,
): Promise<EndState> {
  const scope = new MemoryScope(instruments);
  for (const [at, message] of [...each(before, 'applyUpdate'), ...order].entries()) {
    deliver(scope.services, message);
    if (at % 3 > 0) scope.endTurn();
  }
  const end = await scope.end();
  if (!isRepeated) return end;
  // Rule 10.
  deliverAgain(scope.services, order);
  expect(await scope.end()).toEqual(end);
  return end;
}

async function endWithRestart(
  { instruments, before }: Case,
  order: readonly Delivered[],
  restartAt: number,
): Promise<EndState> {
  const scope = await KeptScope.open(instruments);
  try {
    for (const message of each(before, 'applyUpdate')) deliver(scope.services, message);
    for (const [at, message] of order.entries()) {
      if (at === restartAt) await scope.restart();
      deliver(scope.services, message);
    }
    return await scope.end();
  } finally {
    await scope.close();
  }
}

/** Drops messages one by one while the rest still ends differently and is still what the law speaks of. */
async function shrunk(sent: Case): Promise<Case> {
  let fewest = sent;
  for (let at = sent.messages.length - 1; at >= 0; at--) {
    const fewer = lawful({ ...fewest, messages: fewest.messages.toSpliced(at, 1) });
    if (fewer.messages.length < fewest.messages.length && (await differenceIn(fewer)) !== null)
      fewest = fewer;
    at = Math.min(at, fewest.messages.length);
  }
  const withoutCaller = { ...fewest, before: [] };
  return fewest.before.length > 0 && (await differenceIn(withoutCaller)) !== null ? withoutCaller : fewest;
}

/** The first record in which two ends differ, and its fields that do. */
function differenceOf(expected: EndState, end: EndState): string | null {
  for (const list of ['orders', 'positions', 'fills', 'faults'] as const) {
    const [right, held] = [expected[list], end[list]];
    if (right.length !== held.length) return `${list} in order ${shown(right)}\n  otherwise ${shown(held)}`;
    const at = right.findIndex((record, index) => record !== held[index]);
    if (at !== -1) return `${list} differ: ${fieldsBetween(String(right[at]), String(held[at]))}`;
  }
  return null;
}

function shown(records: readonly string[]): string {
  return `${records.length}: ${records.join(' ')}`;
}

function fieldsBetween(expected: string, held: string): string {
  const [right, other] = [expected, held].map((text) => JSON.parse(text) as Record<string, unknown>);
  const names = Object.keys({ ...right, ...other }).filter(
    (name) => JSON.stringify(right?.[name]) !== JSON.stringify(other?.[name]),
  );
  const of = (record: typeof right): string =>
    names.map((name) => `${name} ${JSON.stringify(record?.[name])}`).join(', ');
  return `in order ${of(right)}; otherwise ${of(other)}\n  of ${expected}`;
}

/** A delivery in words: the places that its messages have in order. */
function placesOf(order: readonly Delivered[], messages: readonly Message[]): string {
  return order.map(({ message, call }) => `${messages.indexOf(message) + 1} ${call}`).join(', ');
}

function each(messages: readonly Message[], call: Delivered['call']): Delivered[] {
  return messages.map((message) => ({ message, call }));
}

/** Some of the messages twice, the second time anywhere, each by any call. */
function withRepeats(messages: readonly Message[], random: Random): Delivered[] {
  const all = [...messages];
  for (const message of messages)
    if (random.chance(30)) all.splice(random.integer(0, all.length), 0, message);
  return all.map((message) => ({ message, call: random.pick(CALLS) }));
}

export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.integer(0, left.length - 1), 1));
}
