import { collectGarbage } from './rounds.js';

/** Does its part of a round. @returns how long it took (ms). */
export type TimedSide = () => Promise<number>;

/** One round of a comparison whose sides work one after the other; who begins changes with each round. */
export function inTurns<Name extends string>(
  sides: Readonly<Record<Name, TimedSide>>,
): () => Promise<Record<Name, number>> {
  const names = Object.keys(sides) as Name[];
  let round = 0;
  return async () => {
    const times: Partial<Record<Name, number>> = {};
    const start = round++ % names.length;
    for (const name of [...names.slice(start), ...names.slice(0, start)]) {
      collectGarbage();
      times[name] = await sides[name]();
    }
    return times as Record<Name, number>;
  };
}

/** How long some work takes (ms). */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
