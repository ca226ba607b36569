import type { Portion } from './portion.js';

/** One figure a round for each side. */
export type Figures<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** One of those that are compared, at the same work. */
export interface Side<Item> {
  /** What has to be done before a portion of the work, outside the time. */
  prepare?(items: readonly Item[]): void;
  /** What is timed. */
  work(items: readonly Item[]): void;
  /** What has to be done after a portion of the work, outside the time. */
  settle?(): void;
}

const WARM_UP = 2;

/** Measures anew each round; the first rounds, in which code is compiled, do not count. */
export async function repeated<Name extends string>(
  rounds: number,
  measure: () => Readonly<Record<Name, number>> | Promise<Readonly<Record<Name, number>>>,
): Promise<Figures<Name>> {
  const figures: Partial<Record<Name, number[]>> = {};
  for (let round = -WARM_UP; round < rounds; round++) {
    collectGarbage();
    const measured = Object.entries(await measure()) as [Name, number][];
    if (round >= 0) for (const [name, figure] of measured) (figures[name] ??= []).push(figure);
  }
  return figures as Figures<Name>;
}

/**
 * Lets all sides do the same work, portion by portion in turn, so that what disturbs the machine meets them all alike.
 * Who begins changes with each portion. Making a portion, and preparing it, is not timed.
 *
 * @param isTimed which portions, by their number, count.
 * @returns nanoseconds per item.
 */
export function sideBySide<Item, Name extends string>(
  portions: readonly Portion<Item>[],
  sides: Readonly<Record<Name, Side<Item>>>,
  isTimed: (portion: number) => boolean = () => true,
): Record<Name, number> {
  return partsSideBySide(portions, sides, (portion) => (isTimed(portion) ? 'timed' : 'other')).timed;
}

/** `sideBySide` of several kinds of portions. @param partOf which kind a portion is of, by its number. */
export function partsSideBySide<Item, Name extends string, Part extends string>(
  portions: readonly Portion<Item>[],
  sides: Readonly<Record<Name, Side<Item>>>,
  partOf: (portion: number) => Part,
): Record<Part, Record<Name, number>> {
  const runners = Object.entries(sides) as [Name, Side<Item>][];
  const parts: Partial<Record<Part, Timed<Name>>> = {};
  for (const [number, portion] of portions.entries()) {
    const part: Timed<Name> = (parts[partOf(number)] ??= { items: 0, times: {} as Record<Name, number> });
    for (const [name, side] of rotated(runners, number)) {
      const work = portion();
      side.prepare?.(work);
      const start = performance.now();
      side.work(work);
      part.times[name] = (part.times[name] ?? 0) + performance.now() - start;
      part.items += work.length / runners.length;
      side.settle?.();
    }
  }
  const perItem = Object.entries<Timed<Name>>(parts as Record<Part, Timed<Name>>).map(
    ([name, part]) => [name, timesOf(part)] as const,
  );
  return Object.fromEntries(perItem) as Record<Part, Record<Name, number>>;
}

/** What the portions of a kind took. */
interface Timed<Name extends string> {
  items: number;
  /** Milliseconds. */
  readonly times: Record<Name, number>;
}

function timesOf<Name extends string>({ items, times }: Timed<Name>): Record<Name, number> {
  const perItem = Object.entries<number>(times).map(([name, time]) => [name, (time * 1e6) / items] as const);
  return Object.fromEntries(perItem) as Record<Name, number>;
}

/** How many times as long `left` took as `right`, in each round. */
export function ratios(left: readonly number[], right: readonly number[]): number[] {
  return left.map((time, round) => time / (right[round] as number));
}

/** So that nobody pays for what was left before. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined)
    throw new Error('run the bench with `npm run bench`: it needs --expose-gc');
  globalThis.gc();
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
