import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HttpApp } from '../support/http-app.js';
import { CHROMIUM, startChromium } from '../../scripts/chromium.mjs';
import { describeInChromium } from '../support/describe-in-chromium.js';
import { traded } from '../support/updates.js';

jest.setTimeout(60_000);

const KEY = 'reader-key-7';
const OWN = { strategyId: 'grid', userId: 'bob' };
const FOREIGN = { strategyId: 'vault', userId: 'mallory' };

describeInChromium('the form for a key', () => {
  let app: HttpApp;
  let browser: Browser;
  let page: Page;
  /** All that the page asked for, and what the browser complained of. */
  const urls: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    app = await HttpApp.start({ SCOPES: 'grid/bob,vault/mallory', API_KEYS: `${KEY}:ro=grid/bob` });
    buy(OWN, '1', 'BTCUSDT-PERP');
    buy(FOREIGN, '2', 'SECRETSYM');
    browser = await startChromium(CHROMIUM as string);
    page = await (await browser.newContext()).newPage();
    page.on('request', (request) => urls.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(app.url);
  });

  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  function buy(scope: typeof OWN, id: string, symbol: string): void {
    app.manager.find(scope)?.applyUpdate(traded(id, 'BUY', '2', '100', { symbol, timestamp: Date.now() }));
  }

  async function type(key: string): Promise<void> {
    await page.locator('#key-text').fill(key);
    await page.keyboard.press('Enter');
  }

  it('comes where the app wants one, ready to be typed into, and shows nothing of a scope', async () => {
    await page.locator('#key').waitFor();
    await page.locator('#alert', { hasText: 'The app wants an API key.' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('key-text');
    expect(await page.locator('#key-text').getAttribute('type')).toBe('password');
    expect(await page.content()).not.toMatch(/BTCUSDT|SECRETSYM|vault/);
  });

  it('takes no key that no header can hold, and says of a wrong one that it is unknown', async () => {
    await type('schlüssel');
    expect(await page.evaluate('document.querySelector("#key-text").validity.patternMismatch')).toBe(true);
    await type('wrong-key');
    await page.locator('#alert', { hasText: 'The app does not know this API key.' }).waitFor();
    expect(await page.locator('#key').isVisible()).toBe(true);
  });

  it('opens what the key opens, and no more, and hears its events', async () => {
    await type(` ${KEY} `);
    await page.locator('#key').waitFor({ state: 'hidden' });
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
    await page.locator('#positions tr', { hasText: 'BTCUSDT-PERP' }).first().waitFor();
    buy(OWN, '3', 'ETHUSDT-PERP');
    await page.locator('#positions tr', { hasText: 'ETHUSDT-PERP' }).first().waitFor();
    expect(await page.content()).not.toMatch(/SECRETSYM|vault|mallory/);
  });

  it('keeps the key for the tab alone, and tells it nobody but the app', async () => {
    await page.reload();
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
    expect(await page.locator('#key').isVisible()).toBe(false);
    expect(urls.filter((url) => url.includes(KEY))).toEqual([]);
    expect(await page.evaluate('JSON.stringify([localStorage, document.cookie])')).not.toContain(KEY);
    expect(await page.content()).not.toContain(KEY);
    const other = await page.context().newPage();
    await other.goto(app.url);
    await other.locator('#key').waitFor();
    await other.close();
    expect(errors).toEqual([]);
  });
});
