// `npm run watch-demo [-- --minutes N --crash-every SECONDS --seed N]`: runs the demo with the page of the monitor open in a browser, and
// compares the page with the simulated exchange at the end (see docs/monitor.md). Ends with 1 if they differ.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CHROMIUM, startChromium } from './chromium.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { DemoPage } from './watch-demo/demo-page.mjs';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
const load = (file) => import(pathToFileURL(join(root, 'dist', file)).href);
const { runDemo } = await load('demo/run-demo.js');
const { comparePositions } = await load('demo/compare-positions.js');
const { fromFixedPoint, toFixedPoint } = await load('decimal/fixed-point.js');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'crash-every': { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
if (CHROMIUM === null) {
  console.error('There is no chromium on PATH, and CHROMIUM names none.');
  process.exit(2);
}

const browser = await startChromium(CHROMIUM);
const startedAt = Date.now();
/** When the app was killed, and when it was back. */
const crashes = [];
/** @type {Promise<DemoPage> | undefined} */
let opening;
let early = null;
let late = null;
let compared = 0;
let fills = 0;

const isEqual = await runDemo(
  {
    seconds: Number(values.minutes) * 60,
    crashEvery: Number(values['crash-every']) || null,
    seed: Number(values.seed),
    environment: { ...process.env, PORT: '0' },
    compareAlso: compare,
  },
  new AbortController().signal,
  hear,
);
const page = await opening;
report();
await browser.close();
// Each crash must have been told of.
const isWell = isEqual && page.complaints.length === 0 && gapsOf(page.words).length >= crashes.length;
process.exit(isWell ? 0 : 1);

function hear(line) {
  console.log(line);
  const at = Date.now();
  const url = /^Look at (\S+\/)/.exec(line)?.[1];
  if (url !== undefined) opening = DemoPage.open(browser, url);
  if (line.startsWith('Crash')) {
    crashes.push({ at, backAt: null });
    // When it has shown its most, it should not grow from there on.
    if (crashes.length === 1) void opening.then(async (shown) => (early = await shown.size()));
  }
  if (line.startsWith('The app is back')) crashes.at(-1).backAt = at;
  fills = Number(/after (\d+) fills? and/.exec(line)?.[1] ?? fills);
}

/** The page against the exchange, and against the API: how it differs. */
async function compare(url, held) {
  const shown = await opening;
  const found = await shown.settled(async () => {
    const rows = await shown.positions();
    compared = rows.length;
    const { positions } = await (await fetch(`${url}/v1/summary`)).json();
    const open = held.filter(({ signedAmount }) => signedAmount !== '0');
    return [
      ...comparePositions(rows, open),
      ...differencesFromApi(rows, positions),
      ...(await differencesOfToday(shown, held)),
    ];
  });
  late = await shown.size();
  return found.map((difference) => `The page, ${difference}`);
}

function differencesFromApi(rows, positions) {
  const [ours, theirs] = [rows, positions].map((each) => each.map(textOf).toSorted().join('\n'));
  return ours === theirs ? [] : [`positions are\n${ours}\nand by the API\n${theirs}`];
}

function textOf({ exchange, symbol, positionSide, signedAmount, entryPrice, realizedPnl, fees }) {
  return JSON.stringify([exchange, symbol, positionSide, signedAmount, entryPrice, realizedPnl, fees.USDT]);
}

/** What was paid today is the exchange's sum, if today is all that there was. */
async function differencesOfToday(shown, held) {
  if (Math.floor(startedAt / DAY_MS) !== Math.floor(Date.now() / DAY_MS)) return [];
  const sums = {
    Fees: held.map(({ fees }) => fees.USDT ?? '0'),
    Funding: held.map(({ funding }) => funding),
  };
  const found = [];
  for (const [tile, amounts] of Object.entries(sums)) {
    const should = fromFixedPoint(amounts.reduce((sum, amount) => sum + toFixedPoint(amount), 0n));
    const is = (await shown.today(tile)) ?? '0';
    if (is !== should) found.push(`today: ${tile} are ${is}, and ${should} at the exchange`);
  }
  return found;
}

function isLive(word) {
  return word === 'Live';
}

/** The figures of the run. */
function report() {
  const waits = crashes.map(({ at, backAt }) => ({
    // The page may see it before the process that started the app does.
    said: Math.max(0, page.saidAt(at - SECOND_MS, (word) => !isLive(word)) - at),
    live: backAt === null ? null : page.saidAt(backAt, isLive) - backAt,
  }));
  const most = (name) => (Math.max(0, ...waits.map((wait) => wait[name] ?? 0)) / SECOND_MS).toFixed(1);
  const gaps = gapsOf(page.words);
  const figures = {
    minutes: ((Date.now() - startedAt) / 60 / SECOND_MS).toFixed(1),
    crashes: crashes.length,
    fills,
    'open positions compared': compared,
    differences: isEqual ? 0 : 'SEE ABOVE',
    'gaps that the page told of': gaps.length,
    'of them without an answer': gaps.filter(({ words }) => words.includes('No answer')).length,
    'longest until the page said so (s)': most('said'),
    'longest from the app being back until Live (s)': most('live'),
    'longest gap (s)': (Math.max(0, ...gaps.map(({ ms }) => ms)) / SECOND_MS).toFixed(1),
    'memory of the page, first crash and end (MB)': [early, late].map((size) => size === null ? '-' : (size.bytes / 2 ** 20).toFixed(1)).join(' and '), // prettier-ignore
    'nodes of the page, first crash and end': [early, late].map((size) => size?.nodes ?? '-').join(' and '),
    'complaints of the browser': page.complaints.length,
  };
  for (const [what, figure] of Object.entries(figures)) console.log(`${what.padEnd(48)} ${figure}`);
  for (const complaint of new Set(page.complaints)) console.log(complaint);
}

/** The spans in which the page was not live, after it had been. */
function gapsOf(words) {
  const found = [];
  let gap = null;
  for (const { word, at } of words.slice(words.findIndex((each) => isLive(each.word)))) {
    if (!isLive(word)) (gap ??= { at, words: [] }).words.push(word);
    else if (gap !== null) {
      found.push({ ...gap, ms: at - gap.at });
      gap = null;
    }
  }
  return found;
}
