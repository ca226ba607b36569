import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Decimal } from 'decimal.js';
import type { Browser, Page } from 'playwright-core';
import type { Fill, LedgerEntry, Order, PnlBucket, Position } from '../../src/index.js';
import { AppProcess } from '../support/app-process.js';
import { CHROMIUM, startChromium } from '../../scripts/chromium.mjs';
import { describeInChromium } from '../support/describe-in-chromium.js';
import { GRID, MAKER, playScene } from '../support/monitor-scene.js';
import { until } from '../support/until.js';
import { traded } from '../support/updates.js';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where the pictures of the docs are: `SCREENSHOTS=docs` makes them anew. Else a test changes nothing of the tree. */
const OF_DOCS = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const IS_FOR_DOCS = process.env['SCREENSHOTS'] === 'docs';
const MOST_BYTES = 150_000;
const POSITIONS = '#positions > .scroll > table > tbody > tr';
/** The sizes of all positions, asked in the page. */
const SIZES = `[...document.querySelectorAll('${POSITIONS} > td:nth-child(3) > data')].map(({ value }) => value).join(' ')`;
const WIDTHS = { wide: [1440, 840], tablet: [820, 1000], phone: [390, 844] } as const;

/** What axe-core puts into the page. */
interface Axe {
  readonly axe: {
    run(options: {
      resultTypes: string[];
    }): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
  };
}

describeInChromium('the monitor page', () => {
  let folder: string;
  let screenshots: string;
  let port: string;
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  /** What the browser complained of, and all that it asked for. */
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'monitor-'));
    screenshots = IS_FOR_DOCS ? OF_DOCS : mkdtempSync(join(tmpdir(), 'screenshots-'));
    port = await freePort();
    app = await start();
    await playScene(send, Date.now());
    browser = await startChromium(CHROMIUM as string);
    page = await opened(1440, 900, 'dark');
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.reload();
    await page.locator('#fills tbody tr').first().waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await app.end('SIGTERM');
    rmSync(folder, { recursive: true });
    if (!IS_FOR_DOCS) rmSync(screenshots, { recursive: true });
  });

  function start(): Promise<AppProcess> {
    return AppProcess.spawn({
      PORT: port,
      STORE_URL: `file:${folder}`,
      SCOPES: 'maker/alice,grid/bob',
    }).ready();
  }

  async function send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await app.request(path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok || text.includes('"rejected"')) throw new Error(`${path}: ${response.status} ${text}`);
  }

  async function ask<T>(path: string): Promise<T> {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  }

  async function opened(width: number, height: number, colorScheme: 'dark' | 'light'): Promise<Page> {
    // A figure that just changed is lit up for a moment, in which its contrast is another one.
    const made = await browser.newPage({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
    });
    await made.goto(`http://127.0.0.1:${port}/`);
    await made.locator('#positions tbody tr').first().waitFor();
    await made.locator('#equity canvas').waitFor();
    return made;
  }

  /** The exact values in each row of a table, and the text of the row. */
  function rows(selector: string): Promise<{ key: string; text: string; values: string[] }[]> {
    return page.locator(`${selector} > .scroll > table > tbody > tr`).evaluateAll((found) =>
      found.map((row) => ({
        key: row.dataset['key'] ?? '',
        text: row.textContent ?? '',
        values: [...row.querySelectorAll('data')].map(({ value }) => value),
      })),
    );
  }

  it('shows every position as the API does', async () => {
    const { positions } = await ask<{ positions: (Position & { strategyId: string; userId: string })[] }>(
      '/v1/summary',
    );
    // The scopes stand in their order, the markets of each by name.
    const scopes = ['maker', 'grid'];
    positions.sort(
      (a, b) => scopes.indexOf(a.strategyId) - scopes.indexOf(b.strategyId) || (a.symbol < b.symbol ? -1 : 1),
    );
    const shown = await rows('#positions');
    expect(shown).toHaveLength(4);
    expect(shown.map(({ values }) => values)).toEqual(
      positions.map((position) => [
        position.signedAmount,
        position.entryPrice,
        position.markPrice,
        position.unrealizedPnl,
        position.realizedPnl,
        ...Object.values(position.fees),
        position.adjustments['USDT'] ?? '0',
      ]),
    );
    expect(shown.map(({ text }) => text)).toEqual(
      positions.map(({ symbol, side, strategyId, userId }) =>
        expect.stringMatching(`${symbol}.*${strategyId}/${userId}.*${side}`),
      ),
    );
  });

  it('shows every open order and the latest fills as the API does', async () => {
    const orders: Order[] = [];
    const fills: Fill[] = [];
    for (const scope of [MAKER, GRID]) {
      orders.push(
        ...(await ask<{ orders: Order[] }>(`${scope}/orders?state=open&includeCanceling=true`)).orders,
      );
      fills.push(
        ...(await ask<{ fills: Fill[] }>(`${scope}/fills?limit=1000&from=${Date.now() - DAY_MS}`)).fills,
      );
    }
    const ofOrders = orders.map(({ price, amount, filled }) => [price, amount, filled]);
    const shown = (await rows('#orders')).map(({ values }) => values);
    expect(shown).toHaveLength(ofOrders.length);
    expect(shown).toEqual(expect.arrayContaining(ofOrders));
    fills.sort((a, b) => b.timestamp - a.timestamp);
    expect((await rows('#fills')).map(({ values }) => values)).toEqual(
      fills
        .slice(0, 60)
        .map(({ quantity, price, realizedPnl, fees, feesKnown }) => [
          quantity,
          price,
          realizedPnl,
          ...(feesKnown ? Object.values(fees) : []),
        ]),
    );
    const stuck = page.locator('#orders tr.stuck');
    expect(await stuck.count()).toBe(1);
    expect(await stuck.textContent()).toContain('stuck-1');
  });

  it('sums the profit of today over the scopes, and says how each scope is', async () => {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const query = `from=${today}&to=${today + DAY_MS}&bucket=day`;
    const buckets: PnlBucket[] = [];
    for (const scope of [MAKER, GRID])
      buckets.push(...(await ask<{ buckets: PnlBucket[] }>(`${scope}/pnl?${query}`)).buckets);
    for (const [tile, name] of [
      ['Net', 'netPnl'],
      ['Realized', 'realizedPnl'],
      ['Fees', 'fees'],
      ['Funding', 'funding'],
    ] as const) {
      const sum = buckets.reduce((total, bucket) => total.plus(bucket[name]), new Decimal(0));
      expect(await page.locator(`[data-tile=${tile}] data`).getAttribute('value')).toBe(sum.toFixed());
    }
    const table = await page.locator('#days-table tbody tr').first().locator('data').evaluateAll((found) => found.map((each) => each.getAttribute('value') ?? '')); // prettier-ignore
    expect(table[3]).toBe(
      buckets.reduce((total, { netPnl }) => total.plus(netPnl), new Decimal(0)).toFixed(),
    );
    const { scopes } = await ask<{
      scopes: { strategyId: string; userId: string; epoch: number; sequence: number }[];
    }>('/v1/summary');
    for (const { strategyId, userId, epoch, sequence } of scopes) {
      const told = (label: string): Promise<string | null> =>
        page.locator(`[data-scope="${strategyId}/${userId}"] [data-label="${label}"]`).textContent();
      const cells = await Promise.all(['State', 'Store', 'Epoch', 'Sequence'].map(told));
      expect(cells).toEqual(['serving', 'up', String(epoch), String(sequence)]);
    }
  });

  it('rounds what it shows by half a unit at most, and keeps the exact figure', async () => {
    const figures = await page
      .locator('data')
      .evaluateAll((found) =>
        found.map((each) => ({ text: each.textContent ?? '', value: each.getAttribute('value') ?? '' })),
      );
    expect(figures.length).toBeGreaterThan(300);
    for (const { text, value } of figures) {
      const plain = text.replaceAll(/[+\s]/g, '').replace('\u2212', '-');
      const digits = plain.split('.')[1]?.length ?? 0;
      const off = new Decimal(plain).minus(value).abs();
      expect(off.isZero() || digits > 0).toBe(true);
      expect(off.lte(new Decimal(10).pow(-digits).div(2))).toBe(true);
    }
  });

  it('draws each fill of a day at the profit that was realized by then', async () => {
    const points = await page
      .locator('#equity')
      .evaluate((node) => (node as unknown as { plot: { data: (number | null)[][] } }).plot.data);
    const from = Date.now() - DAY_MS;
    const fills: Fill[] = [];
    for (const scope of [MAKER, GRID])
      fills.push(...(await ask<{ fills: Fill[] }>(`${scope}/fills?limit=1000&from=${from}`)).fills);
    fills.sort((a, b) => a.timestamp - b.timestamp);
    const [times = [], values = [], buys = [], sells = []] = points;
    // Before the fills there is the start, behind them the present.
    expect(times.slice(1, -1)).toEqual(fills.map(({ timestamp }) => timestamp / 1_000));
    let sum = 0;
    const expected = fills.map(({ realizedPnl }) => (sum += Number(realizedPnl)));
    for (const [at, value] of expected.entries()) expect(values[at + 1]).toBeCloseTo(value, 6);
    expect(values.at(-1)).toBeCloseTo(sum, 6);
    expect(fills.map(({ side }) => side)).toEqual(
      times
        .slice(1, -1)
        .map((_, at) => (buys[at + 1] !== null ? 'BUY' : sells[at + 1] !== null ? 'SELL' : null)),
    );
  });

  it('says under the pointer what the charts draw, to the last digit', async () => {
    const sums: Decimal[] = [];
    for (const scope of [MAKER, GRID]) {
      const path = `${scope}/fills?limit=1000&from=${Date.now() - DAY_MS}`;
      for (const { realizedPnl } of (await ask<{ fills: Fill[] }>(path)).fills) sums.push(new Decimal(realizedPnl)); // prettier-ignore
    }
    const sum = sums.reduce((total, each) => total.plus(each), new Decimal(0)).toFixed();
    expect(await page.locator('#equity-currency data').getAttribute('value')).toBe(sum);
    const chart = page.locator('#equity .u-over');
    const { width } = (await chart.boundingBox())!;
    await chart.hover({ position: { x: width - 1, y: 20 } });
    const readout = page.locator('section:has(#equity) .readout');
    await readout.locator('data').waitFor();
    expect(await readout.locator('data').getAttribute('value')).toBe(sum);
    await page.locator('h1').hover();
    await readout.locator('data').waitFor({ state: 'detached' });
  });

  it('opens a position into its ledger by keyboard', async () => {
    await page.locator('#positions .action button').first().focus();
    await page.keyboard.press('Enter');
    const ledger = page.locator('#positions tr.ledger tbody tr');
    await ledger.first().waitFor();
    const { entries, base } = await ask<{
      entries: LedgerEntry[];
      base: { signedAmount: string; entryPrice: string };
    }>(`${MAKER}/positions/BTCUSDT-PERP/ledger?exchange=binance&limit=50`);
    const shown = await ledger.evaluateAll((found) =>
      found.map((row) => [...row.querySelectorAll('data')].slice(-2).map(({ value }) => value)),
    );
    expect(shown).toEqual(
      [...entries, { after: base }].map(({ after }) => [after.signedAmount, after.entryPrice]),
    );
    await page.locator('#positions tr.ledger button', { hasText: 'Older' }).click();
    await until(
      async () => (await page.locator('#positions tr.ledger tbody tr').count()) > entries.length + 1,
    );
    await page.locator('#positions .action button').first().click();
    expect(await page.locator('#positions tr.ledger').count()).toBe(0);
  });

  it('shows an update within a second', async () => {
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
    for (const [at, amount] of ['0.011', '0.012', '0.013'].entries()) {
      const before = await page.evaluate<string>(SIZES);
      const began = Date.now();
      await send('POST', `${MAKER}/order-updates`, {
        updates: [traded(`live-${at}`, 'BUY', amount, '67000', { symbol: 'BTCUSDT-PERP', timestamp: began })],
      });
      await until(async () => (await page.evaluate<string>(SIZES)) !== before);
      await page.locator('#fills tbody tr', { hasText: amount }).waitFor();
      expect(Date.now() - began).toBeLessThan(1_000);
    }
  });

  it('shows names as text, whatever they are', async () => {
    const symbol = '<img src=x onerror=alert(1)>"&';
    await send('POST', `${GRID}/order-updates`, {
      updates: [traded('odd', 'BUY', '1', '2', { exchange: 'okx', symbol })],
    });
    const row = page.locator(POSITIONS, { hasText: symbol });
    await row.waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    await send('POST', `${GRID}/order-updates`, {
      updates: [traded('odd-2', 'SELL', '1', '2', { exchange: 'okx', symbol })],
    });
    await row.waitFor({ state: 'detached' });
  });

  it('shows one scope alone', async () => {
    await page.locator('[data-scope="grid/bob"] button').click();
    await until(async () => (await page.locator(POSITIONS).count()) === 1);
    expect((await rows('#orders')).length).toBe(4);
    await page.locator('[data-scope=""] button').click();
    await until(async () => (await page.locator(POSITIONS).count()) === 4);
  });

  it('loads nothing from elsewhere, and does nothing that its policy forbids', () => {
    expect(requests.filter((url) => !url.startsWith(`http://127.0.0.1:${port}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['Store away', { store: 'away', dirty: 3, syncLagMs: 31_000 }, '31 s, 3 waiting'],
    ['Not serving', { state: 'standby' }, 'standby'],
  ])('is not live but says %s where a scope is', async (word, fields, cell) => {
    const own = await browser.newPage();
    await own.route('**/v1/summary', async (route) => {
      const summary = await ask<{ scopes: object[] }>('/v1/summary');
      const [first, ...rest] = summary.scopes;
      await route.fulfill({ json: { ...summary, scopes: [{ ...first, ...fields }, ...rest] } });
    });
    await own.goto(`http://127.0.0.1:${port}/`);
    await own.locator('#connection.warn', { hasText: word }).waitFor();
    await own.locator('[data-scope="maker/alice"] .bad', { hasText: cell }).waitFor();
    await own.locator('[data-scope=""][data-tone="bad"]', { hasText: '1 of 2' }).waitFor();
    expect(await own.title()).toBe(`${word} · Trading cache`);
    await own.unrouteAll({ behavior: 'ignoreErrors' });
    await own.close();
  });

  it('lets the ages of its figures grow while the app does not answer', async () => {
    const own = await opened(1440, 900, 'light');
    const places = ['#scopes', '#positions', '#orders', '#fills'];
    // Each was answered once: what was never there has no age.
    for (const place of places) await own.locator(`${place} .age`, { hasText: 'checked' }).waitFor();
    await own.clock.install();
    await own.route('**/v1/**', (route) => route.abort());
    await own.locator('#connection', { hasText: 'No answer' }).waitFor();
    await own.clock.runFor(15_000);
    for (const place of places)
      expect(await own.locator(`${place} .age.stale`).textContent()).toMatch(/^checked 1\d s ago$/);
    for (const tile of ['Net', 'Unrealized', 'Fees'])
      expect(await own.locator(`[data-tile=${tile}] .age.stale`).count()).toBe(1);
    expect(await own.locator(`${POSITIONS} small.stale`).count()).toBe(4);
    await own.unrouteAll({ behavior: 'ignoreErrors' });
    await own.close();
  });

  it('survives a restart of the app, and says so meanwhile', async () => {
    const before = (await rows('#positions')).map(({ values }) => values.slice(0, 2));
    expect(await app.end('SIGKILL')).toBe('SIGKILL');
    await page.locator('#connection', { hasText: 'No answer' }).waitFor();
    expect(await page.locator('#alert').textContent()).toMatch(
      /The app does not answer\. The figures are \d+ \w+ old\./,
    );
    expect(await page.locator('main.stale').count()).toBe(1);
    app = await start();
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
    expect(await page.locator('#alert').isVisible()).toBe(false);
    await send('PUT', `${MAKER}/market-data/BTCUSDT-PERP/markPrice`, {
      price: '67317.25',
      timestamp: Date.now(),
    });
    expect((await rows('#positions')).map(({ values }) => values.slice(0, 2))).toEqual(before);
    await send('POST', `${MAKER}/order-updates`, {
      updates: [traded('after', 'BUY', '0.014', '67000', { symbol: 'BTCUSDT-PERP', timestamp: Date.now() })],
    });
    await page.locator('#fills tbody tr', { hasText: '0.014' }).waitFor();
  });

  describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
    it.each(['wide', 'tablet', 'phone'] as const)(
      'on a %s screen is accessible, fits, and is small as a picture',
      async (name) => {
        const [width, height] = WIDTHS[name];
        const prices = [[MAKER, 'BTCUSDT-PERP', '67317.25'], [MAKER, 'ETHUSDT-PERP', '3515.51'], [MAKER, 'SOLUSDT-PERP', '171.17'], [GRID, 'BTC-USDT-SWAP', '67327.26']] as const; // prettier-ignore
        for (const [scope, symbol, price] of prices)
          await send('PUT', `${scope}/market-data/${symbol}/markPrice`, { price, timestamp: Date.now() });
        const own = await opened(width, height, theme);
        await own.locator('#connection', { hasText: 'Live' }).waitFor();
        if (name === 'tablet') await own.locator('#positions .action button').nth(1).click();
        expect(await own.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await own.evaluate(AXE);
        // Only what is wrong is described: all that is right would take many seconds more.
        const { violations } = await own.evaluate(() =>
          (globalThis as unknown as Axe).axe.run({ resultTypes: ['violations'] }),
        );
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
        const path = join(screenshots, `monitor-${name}-${theme}.png`);
        await own.screenshot({ path, animations: 'disabled' });
        expect(statSync(path).size).toBeLessThan(MOST_BYTES);
        await own.close();
      },
    );
  });
});

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}
