import { afterEach, expect, it } from '@jest/globals';
import { TestManagers } from '../../test/support/test-managers.js';
import { fill } from '../../test/support/updates.js';

const HOUR_MS = 3_600_000;
const LEGS = 50;

let now = 1_800_000_000_000;
const managers = new TestManagers(() => ({ store: 'memory:', now: () => now }));

afterEach(() => managers.closeAll());

it('leaves the event loop to others between the legs whose fill history it looks through, however fast the store is', async () => {
  const cache = (await managers.opened()).cache();
  for (let leg = 0; leg < LEGS; leg++)
    cache.applyUpdate(fill('1', '1', '100', { symbol: `COIN${leg}`, id: String(leg), status: 'FILLED' }));
  await cache.flush();
  // The first settles them.
  for (let tick = 0; tick < 2; tick++) {
    now += HOUR_MS;
    await cache.tick();
    await cache.flush();
  }
  now += HOUR_MS;
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await cache.tick();
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(LEGS);
});
