// The page of the monitor, open in a browser while the demo runs.
import { setTimeout as sleep } from 'node:timers/promises';

const ROWS = '#positions > .scroll > table > tbody > tr:not(.ledger)';
const POLL_MS = 200;
/** The page has as long as this to show the last figures. */
const PATIENCE_MS = 10_000;

export class DemoPage {
  /** What the page said of its connection, and when: `{ word, at }`. */
  words = [];
  /** What the browser complained of, requests to an app that is away left out. */
  complaints = [];
  #page;
  #session;

  static async open(browser, url) {
    const made = new DemoPage();
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    made.#page = page;
    page.on('pageerror', (error) => made.complaints.push(error.message));
    page.on('console', (message) => {
      const isAway = message.text().includes('net::ERR_') || message.text().includes('status of 503');
      if (message.type() === 'error' && !isAway) made.complaints.push(message.text());
    });
    await page.exposeFunction('connectionSays', (word) => made.words.push({ word, at: Date.now() }));
    await page.goto(url);
    await page.evaluate(() => {
      const pill = document.getElementById('connection');
      let last = null;
      const tell = () => {
        if (pill.textContent === last) return;
        last = pill.textContent;
        window.connectionSays(last);
      };
      new MutationObserver(tell).observe(pill, { childList: true, characterData: true, subtree: true });
      tell();
    });
    made.#session = await page.context().newCDPSession(page);
    return made;
  }

  /** The open positions as the page shows them: its exact figures. */
  positions() {
    return this.#page.locator(ROWS).evaluateAll((rows) =>
      rows.map((row) => {
        const [, , exchange, symbol, positionSide] = JSON.parse(row.dataset.key);
        const valueOf = (label) => row.querySelector(`td[data-label="${label}"] data`)?.value ?? null;
        return {
          exchange,
          symbol,
          positionSide,
          signedAmount: valueOf('Size'),
          entryPrice: valueOf('Entry'),
          realizedPnl: valueOf('Realized'),
          fees: { USDT: valueOf('Fees') },
          adjustments: { USDT: valueOf('Adjustments') },
        };
      }),
    );
  }

  /** A figure of today, by its name. */
  today(tile) {
    return this.#page.locator(`[data-tile="${tile}"] data`).first().getAttribute('value');
  }

  /** How much the page keeps (bytes), and of how many nodes it is made, when what is garbage is gone. */
  async size() {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#session.send('Performance.enable');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const of = (name) => metrics.find((each) => each.name === name).value;
    return { bytes: of('JSHeapUsedSize'), nodes: of('Nodes') };
  }

  /** Waits until there are no differences, or for so long that they stay. @returns them. */
  async settled(differences) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await differences();
      if (found.length === 0 || Date.now() > until) return found;
      await sleep(POLL_MS);
    }
  }

  /** When the page first said one of some words at or after a time; null if it did not. */
  saidAt(time, isWord) {
    return this.words.find(({ word, at }) => at >= time && isWord(word))?.at ?? null;
  }
}
