import { afterEach, expect, it } from '@jest/globals';
import { TestManagers } from '../test/support/test-managers.js';
import { traded, update } from '../test/support/updates.js';
import { startSummary } from './start-summary.js';

const URL = 'http://127.0.0.1:3000';
const managers = new TestManagers(() => ({ store: 'memory:' }));

afterEach(() => managers.closeAll());

it.each([
  ['redis://user:pass/w@rd@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis-cluster://:secret@a:1,b:2/name', 'redis-cluster://a:1,b:2/name'],
  ['file:./data', 'file:./data'],
])('shows where state is kept, and nothing secret of %s', (storeUrl, shown) => {
  expect(startSummary(storeUrl, [], URL)).toContain(` on ${shown} serves `);
});

it('adds up what the scopes hold, and names few of them', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const scopes = names.slice(1).map((name) => ({ name, strategyId: name, userId: 'u' }));
  const manager = await managers.opened({ strategyId: 'a', userId: 'u', scopes });
  const [first, second, third] = manager.list();
  first?.applyUpdate(update());
  second?.applyUpdate(traded('8', 'BUY', '1', '100'));
  await third?.close();
  expect(startSummary('memory:', manager.list(), URL)).toMatch(
    /serves 4 of 5 scopes \(a\/u, b\/u, c\/u and 2 more\): 1 open order, 1 open position; http:\/\/127\.0\.0\.1:3000$/,
  );
});
