import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { traded, update } from '../support/updates.js';

const LINE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (?<value>\S+)$/; // prettier-ignore
const GRID = { strategyId: 'grid', userId: 'alice' };

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start({ SCOPES: 'grid/alice,maker/b%22%5Cob' });
});

afterEach(() => app.close());

/** The samples of a scrape, by what stands before the value; each is checked against the format. */
async function scraped(): Promise<ReadonlyMap<string, number>> {
  const { status, type, body } = await app.request('GET', '/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const text = body as string;
  expect(text.endsWith('\n')).toBe(true);
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, about, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (about !== undefined) {
      if (word === 'TYPE') types.set(about, rest as string);
      continue;
    }
    const { name = '', value } = LINE.exec(line)?.groups ?? {};
    const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    expect([line, types.get(family)]).toEqual([line, expect.stringMatching(/^(?:counter|gauge|histogram)$/)]);
    const key = line.slice(0, line.lastIndexOf(' '));
    expect(samples.has(key)).toBe(false);
    samples.set(key, Number(value));
    expect(samples.get(key)).not.toBeNaN();
  }
  return samples;
}

it('tells what happened in each scope, and how it is', async () => {
  const cache = app.manager.find(GRID);
  cache?.applyUpdate(update());
  cache?.applyUpdate(update());
  cache?.applyUpdate(traded('8', 'BUY', '1', '100'));
  cache?.applyUpdate(update({ amount: 'ten' }));
  await cache?.flush();
  const samples = await scraped();
  const of = (name: string, labels = ''): number | undefined =>
    samples.get(`trading_cache_${name}{strategy="grid",user="alice"${labels}}`);
  expect(of('serving')).toBe(1);
  expect(of('store_up')).toBe(1);
  expect(of('dirty_records')).toBe(0);
  expect(of('oldest_change_age_seconds')).toBe(0);
  expect(of('open_orders')).toBe(1);
  expect(of('open_positions')).toBe(1);
  expect(of('updates_total', ',kind="report",outcome="applied"')).toBe(2);
  expect(of('updates_total', ',kind="report",outcome="duplicate"')).toBe(1);
  expect(of('updates_total', ',kind="report",outcome="rejected"')).toBe(1);
  expect(of('updates_total', ',kind="trade",outcome="applied"')).toBe(0);
  expect(of('commits_total', ',outcome="OK"')).toBe(of('commit_duration_seconds_count'));
  expect(of('acknowledgement_duration_seconds_bucket', ',le="+Inf"')).toBe(
    cache?.latencies().acknowledgement.count,
  );
  expect(of('load_duration_seconds_count')).toBe(1);
  expect(samples.get('trading_cache_serving{strategy="maker",user="b\\"\\\\ob"}')).toBe(1);
  expect(samples.get('trading_cache_updates_total{strategy="maker",user="b\\"\\\\ob",kind="report",outcome="applied"}')).toBe(0); // prettier-ignore
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
});

it('has as many series with a thousand symbols and ten thousand orders as with none', async () => {
  const before = [...(await scraped()).keys()];
  const cache = app.manager.find(GRID);
  for (let at = 0; at < 10_000; at++) {
    const symbol = `S${at % 1_000}`;
    const outcome = cache?.applyUpdate(at % 2 === 0 ? update({ symbol, id: `o${at}` }) : traded(`o${at}`, 'BUY', '1', '100', { symbol })); // prettier-ignore
    expect(outcome?.outcome).toBe('applied');
    cache?.applyUpdate(update({ symbol, id: `o${at}`, exchange: `e${at}`, amount: 'x' }));
  }
  await cache?.flush();
  const samples = await scraped();
  expect(samples.get('trading_cache_orders_in_memory{strategy="grid",user="alice"}')).toBe(10_000);
  expect([...samples.keys()]).toEqual(before);
  expect(before.length).toBeLessThan(250);
});
