import type { OrderUpdate } from '../src/orders/order.js';
import { BareStore } from './bare-store.js';
import { BenchCache } from './bench-cache.js';
import { ordersAt, STEPS } from './order-lives.js';
import { asText } from './portion.js';
import type { Portion } from './portion.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Figures, Side } from './rounds.js';
import { SeededRandom } from './seeded-random.js';
import { workload } from './workload.js';

/** Orders whose later steps are timed, whatever the size is. */
const SAMPLE = 5_000;
const PORTION = 1_000;

type Sides = Readonly<Record<'cache' | 'bare', Side<OrderUpdate>>>;

/** Time per update of orders all over a table, by the table's size: how it grows, against how the bare operations' does. */
export async function growth({ rounds, sizes }: Plan): Promise<Row[]> {
  const measured: (Figures<'cache' | 'bare'> & { readonly size: number })[] = [];
  for (const size of sizes) {
    measured.push({ size, ...(await repeated(rounds, () => timesAt(size))) });
  }
  const [smallest, ...larger] = measured;
  if (smallest === undefined) return [];
  return larger.map(({ size, cache, bare }) => ({
    what: `growth of an update's time from ${smallest.size} to ${size} orders / that of the bare operations`,
    values: ratios(ratios(cache, bare), ratios(smallest.cache, smallest.bare)),
    goal: { atMost: 1.3 },
  }));
}

function newSides(): Sides {
  return { cache: new BenchCache().merging(), bare: new BareStore() };
}

/** Small tables are filled several times over, so that as much is timed in them as in large ones. */
function timesAt(size: number): Record<'cache' | 'bare', number> {
  const sample = Math.min(size, SAMPLE);
  const repeats = SAMPLE / sample;
  const mean = { cache: 0, bare: 0 };
  // Code that was compiled for tables which are gone by now is compiled anew first.
  sideBySide(workload(SAMPLE), newSides());
  for (let repeat = 0; repeat < repeats; repeat++) {
    const sides = newSides();
    const later = fill(sides, size, sample);
    const { cache, bare } = sideBySide(later, sides);
    mean.cache += cache / repeats;
    mean.bare += bare / repeats;
  }
  return mean;
}

/**
 * Makes `size` orders that are pending on both sides.
 *
 * @returns the later steps of `sample` of them, evenly spread, in portions in random order.
 */
function fill(sides: Sides, size: number, sample: number): Portion<OrderUpdate>[] {
  for (let first = 0; first < size; first += PORTION) {
    const numbers = Array.from({ length: PORTION }, (_, offset) => first + offset);
    const pending = ordersAt(0, numbers);
    sideBySide([() => pending], sides);
  }
  const picked = new SeededRandom(size).shuffled(
    Array.from({ length: sample }, (_, at) => at * (size / sample)),
  );
  const later = STEPS.map((_, step) => step).slice(1);
  return later.flatMap((step) => inPortions(ordersAt(step, picked)));
}

function inPortions(updates: readonly OrderUpdate[]): Portion<OrderUpdate>[] {
  return Array.from({ length: updates.length / PORTION }, (_, portion) =>
    asText(updates.slice(portion * PORTION, (portion + 1) * PORTION)),
  );
}
