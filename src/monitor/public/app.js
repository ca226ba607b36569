// The page: asks the app once a second, and at once when an event says that something happened, and shows what it answers.
import { get, hasKey, KeyNeeded, scopePath, setKey } from './api.js';
import { redraw } from './charts.js';
import { setText, showAge } from './dom.js';
import { EventStream } from './event-stream.js';
import { showFills } from './fills-view.js';
import { showOrders } from './orders-view.js';
import { showPositions } from './positions-view.js';
import { showProfit } from './profit-view.js';
import { ScopeData } from './scope-data.js';
import { showScopes } from './scopes-view.js';
import { ago, clockTime, duration } from './time.js';

const POLL_MS = 1_000;
/** Events that come together are answered by one look. */
const PAUSE_MS = 100;
/** A browser has six connections to a server for all of its pages. */
const MOST_STREAMS = 2;
/** An app that has not answered for so long does not answer. */
const SILENCE_MS = 4_000;

const byId = (id) => document.getElementById(id);
const scopes = new Map();
const streams = new Map();
let summary = null;
/** The app's clock less the browser's (ms). */
let ahead = 0;
/** When the app last answered, on the browser's clock. */
let answeredAt = null;
let fault = null;
let chosen = null;
let timer = null;
let isLoading = false;
let isAgain = false;

function soon(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => void load(), delay);
}

/** Asks, shows, and asks again in a second. */
async function load() {
  if (isLoading) {
    isAgain = true;
    return;
  }
  isLoading = true;
  isAgain = false;
  try {
    const answer = await get('v1/summary');
    ahead = answer.at - Date.now();
    const known = new Set(answer.scopes.map((status) => nameOf(status)));
    for (const status of answer.scopes)
      if (!scopes.has(nameOf(status))) scopes.set(nameOf(status), new ScopeData(status));
    for (const name of scopes.keys()) if (!known.has(name)) scopes.delete(name);
    summary = answer;
    answeredAt = Date.now();
    fault = null;
    // What it says is not held up by the rest.
    show();
    await Promise.all(answer.scopes.map((status) => scopes.get(nameOf(status)).refresh(status, answer.at)));
    byId('key').hidden = true;
    listen();
  } catch (error) {
    fault = error;
    if (error instanceof KeyNeeded && byId('key').hidden) {
      byId('key').hidden = false;
      byId('key-text').focus();
    }
    // What was loaded may be of a process that is gone.
    for (const data of scopes.values()) data.reset();
  }
  isLoading = false;
  show();
  if (document.hidden) return;
  soon(isAgain ? PAUSE_MS : POLL_MS);
}

/** Streams tell at once what a look every second would tell later. Those of a page that nobody sees are closed. */
function listen() {
  const wanted = document.hidden
    ? []
    : [...scopes.keys()].filter((name) => chosen === null || name === chosen).slice(0, MOST_STREAMS);
  for (const [name, stream] of streams) {
    if (wanted.includes(name)) continue;
    stream.close();
    streams.delete(name);
  }
  for (const name of wanted) {
    if (streams.has(name)) continue;
    const data = scopes.get(name);
    const isNews = (event, { change }) => {
      if (event === 'resync' || change === 'reversal') data.reset();
      else data.touch();
      soon(PAUSE_MS);
    };
    streams.set(
      name,
      new EventStream(`${scopePath(data.id)}/events`, {
        event: isNews,
        open: () => soon(0),
        lost: () => soon(0),
      }),
    );
  }
}

function show() {
  const now = Date.now() + ahead;
  showConnection();
  if (summary === null) return;
  if (chosen !== null && !scopes.has(chosen)) chosen = null;
  const shown = [...scopes].filter(([name]) => chosen === null || name === chosen).map(([, data]) => data);
  const isOneScope = shown.length === 1;
  const answerAge = answeredAt === null ? 0 : Date.now() - answeredAt;
  const positions = summary.positions
    .filter((position) => chosen === null || nameOf(position) === chosen)
    // Prices age while the app does not answer.
    .map((each) => ({ ...each, markAgeMs: each.markAgeMs === null ? null : each.markAgeMs + answerAge }))
    .sort(order);
  const ofAll = (field) =>
    shown.flatMap((data) => data[field].map((each) => ({ ...each, scope: nameOf(data.id) })));
  showScopes(byId('scopes'), { summary, scopes, chosen, now }, choose);
  for (const id of ['scopes', 'positions']) showAge(byId(id), answerAge);
  const checked = shown.map(({ checkedAt }) => checkedAt).filter((at) => at !== null);
  const checkedAge = checked.length === 0 ? null : Math.max(0, now - Math.min(...checked));
  for (const id of ['orders', 'fills']) showAge(byId(id), checkedAge);
  showProfit({ scopes: shown, positions, currencyOf, now });
  showPositions(byId('positions'), { positions, isOneScope, now });
  showOrders(byId('orders'), { orders: ofAll('orders'), isOneScope, now });
  showFills(byId('fills'), { fills: ofAll('fills'), isOneScope, now });
}

function showConnection() {
  const pill = byId('connection');
  const alert = byId('alert');
  const age = answeredAt === null ? null : Date.now() - answeredAt;
  const isStale = fault !== null || (age !== null && age > SILENCE_MS);
  const isServing = summary !== null && summary.scopes.every(({ state }) => state === 'serving');
  const isStored = isServing && summary.scopes.every(({ store }) => store === 'up');
  const isLive = !isStale && isStored && [...streams.values()].some(({ isOpen }) => isOpen);
  pill.className = `pill ${isStale ? 'bad' : isLive ? 'good' : 'warn'}`;
  setText(pill, isStale ? 'No answer' : isLive ? 'Live' : wordOf(isServing, isStored));
  // A scope that does not serve says nothing: neither that there are positions, nor that there are none.
  byId('main').classList.toggle('away', !isServing);
  byId('main').classList.toggle('stale', isStale);
  alert.hidden = !isStale;
  // A screen reader is told once of the reason, and not each second of the age.
  if (isStale) {
    setText(alert.firstElementChild, reasonOf(fault));
    setText(alert.lastElementChild, age === null ? '' : `The figures are ${duration(age)} old.`);
  }
  setText(byId('clock'), answeredAt === null ? '' : `${clockTime(Date.now() + ahead)} UTC`);
  setText(byId('answered'), age === null ? '' : `updated ${ago(age)}`);
  const title = `${pill.textContent} · Trading cache`;
  if (document.title !== title) document.title = title;
}

/** What keeps the page from being live, though the app answers. */
function wordOf(isServing, isStored) {
  if (answeredAt === null) return 'Connecting';
  if (!isServing) return 'Not serving';
  return isStored ? 'Every second' : 'Store away';
}

function reasonOf(error) {
  if (error instanceof KeyNeeded)
    return hasKey() ? 'The app does not know this API key.' : 'The app wants an API key.';
  if (error instanceof TypeError || error === null) return 'The app does not answer.';
  return error.message;
}

/** What the profit of a fill is in, by the position of its market; where that is closed, by the only currency there is. */
function currencyOf(fill) {
  const key = `${fill.exchange} ${fill.symbol}`;
  for (const { exchange, symbol, currency } of summary.positions)
    currencies.set(`${exchange} ${symbol}`, currency);
  return currencies.get(key) ?? Object.keys(summary.realizedPnl)[0];
}
const currencies = new Map();

function choose(name) {
  chosen = name;
  listen();
  show();
}

function nameOf({ strategyId, userId }) {
  return `${strategyId}/${userId}`;
}

/** Positions stand by scope, then by name: each always at the same place. */
function order(a, b) {
  return rankOf(a) - rankOf(b) || (marketOf(a) < marketOf(b) ? -1 : 1);
}

function rankOf(position) {
  return summary.scopes.findIndex((status) => nameOf(status) === nameOf(position));
}

function marketOf({ symbol, exchange, positionSide }) {
  return [symbol, exchange, positionSide].join(' ');
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  setText(byId('theme'), theme === 'dark' ? 'Light' : 'Dark');
  byId('theme').setAttribute('aria-label', `Use the ${theme === 'dark' ? 'light' : 'dark'} theme`);
  for (const id of ['equity', 'days']) redraw(byId(id));
}

byId('theme').addEventListener('click', () => {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('trading-cache-theme', theme);
  setTheme(theme);
  show();
});
byId('key').addEventListener('submit', (event) => {
  event.preventDefault();
  setKey(byId('key-text').value);
  byId('key-text').value = '';
  soon(0);
});
document.addEventListener('refresh', show);
document.addEventListener('visibilitychange', () => {
  listen();
  soon(0);
});
addEventListener('resize', show);
// Ages go on while nothing happens.
setInterval(() => document.hidden || showConnection(), 500);
setTheme(
  localStorage.getItem('trading-cache-theme') ??
    (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'),
);
void load();
