import { ChangeFeed } from '../src/events/change-feed.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Side } from './rounds.js';
import { isFills, workload } from './workload.js';

/** Fills with a handler of fills, each in a turn of its own, beside the same turns without one. */
export async function watchedFill({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders);
  const { watched, alone } = await repeated(rounds, () =>
    sideBySide(portions, { watched: inTurns(true), alone: inTurns(false) }, isFills),
  );
  return [
    { what: 'applyUpdate of a fill with one `@OnFill` / without a handler', values: ratios(watched, alone) },
  ];
}

function inTurns(isWatched: boolean): Side<OrderUpdate> {
  const cache = new BenchCache();
  let handed = 0;
  if (isWatched) {
    const feed = new ChangeFeed(cache.tables, cache.positions, () => cache.now);
    feed.listen(({ fills }) => (handed += fills.length));
    feed.attach();
  }
  return {
    work: (updates) => {
      for (const update of updates) {
        cache.positions.applyUpdate(update);
        cache.tables.changes.turn.end();
      }
      if (isWatched && handed === 0 && updates.some(({ lastFilled }) => lastFilled != null))
        throw new Error('no fill was handed over');
    },
    settle: () => cache.drain(),
  };
}
