import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AppClient } from '../../src/cli/state/app-client.js';
import { watch } from '../../src/cli/watch/watch.js';
import type { WatchView } from '../../src/cli/watch/watch-view.js';
import { HttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';
import { traded } from '../support/updates.js';

/** So seldom that only an event of the app can be why it looked again. */
const NEVER_MS = 3_600_000;
const OWN = { strategyId: 'grid', userId: 'a/b' };
const FOREIGN = { strategyId: 'vault', userId: 'mallory' };

let app: HttpApp;

beforeAll(async () => {
  app = await HttpApp.start({
    SCOPES: 'grid/a%2Fb,vault/mallory',
    API_KEYS: 'own-key=grid/a%2Fb,all-key=*',
  });
});

afterAll(() => app.close());

/** Watches until `check` is done with the views that were shown. */
async function watched(key: string, check: (views: readonly WatchView[]) => Promise<void>): Promise<void> {
  const views: WatchView[] = [];
  const end = new AbortController();
  const ended = watch(new AppClient(app.url, key), null, end.signal, (view) => views.push(view), NEVER_MS);
  try {
    await until(() => views.length > 0);
    await check(views);
  } finally {
    end.abort();
    await ended;
  }
}

let orders = 0;

function buy(scope: typeof OWN, symbol: string): void {
  app.manager.find(scope)?.applyUpdate(traded(`${++orders}`, 'BUY', '1', '100', { symbol }));
}

/** The symbols that the latest view has. */
function symbolsOf(views: readonly WatchView[]): readonly string[] {
  return views.at(-1)?.positions.map(({ symbol }) => symbol) ?? [];
}

it('shows what changes because the app tells it, in each scope that the key opens', async () => {
  await watched('all-key', async (views) => {
    for (const scope of [OWN, FOREIGN]) {
      // What comes before the stream is open is shown with what comes next.
      await until(() => {
        buy(scope, `FIRST-${scope.strategyId}`);
        return symbolsOf(views).includes(`FIRST-${scope.strategyId}`);
      });
      for (const symbol of ['SECOND', 'THIRD'].map((name) => `${name}-${scope.strategyId}`)) {
        buy(scope, symbol);
        await until(() => symbolsOf(views).includes(symbol));
      }
    }
    expect(symbolsOf(views)).toHaveLength(6);
  });
});

it('shows and hears nothing of a scope that the key does not open', async () => {
  await watched('own-key', async (views) => {
    await until(() => {
      buy(FOREIGN, 'FOURTH-vault');
      buy(OWN, 'FOURTH-grid');
      return symbolsOf(views).includes('FOURTH-grid');
    });
    expect(JSON.stringify(views)).not.toMatch(/vault|mallory/);
  });
});
