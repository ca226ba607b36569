// Today's profit, and the two charts.
import { drawDays, drawEquity } from './charts.js';
import { amounts, element, figure, keyed, put, setText } from './dom.js';
import { byDay, currenciesOf, equity, figureOf } from './profit.js';
import { dayOf, SHOWN_DAYS } from './scope-data.js';
import { unrealized } from './scopes-view.js';
import { ago, day, shortTime, STALE_MS } from './time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RANGES = [
  ['1 h', HOUR_MS],
  ['24 h', DAY_MS],
  ['7 d', 7 * DAY_MS],
  ['30 d', (SHOWN_DAYS - 1) * DAY_MS],
];

const MONEY = { digits: 'money', sign: true };

/** The span that somebody chose. */
let chosenRange = null;
let currency = null;

export function showProfit({ scopes, positions, currencyOf, now }) {
  const days = byDay(scopes);
  const currencies = currenciesOf(days);
  if (!currencies.includes(currency)) currency = currencies[0] ?? null;
  showToday(days, positions, scopes, now);
  choices('currencies', currencies.length > 1 ? currencies : [], currency, (name) => (currency = name));
  // What began within the hour is seen best in an hour.
  const isYoung = scopes.every(
    ({ hours, fills }) =>
      hours.every(({ to }) => to > now - HOUR_MS) && (fills[0]?.timestamp ?? now) > now - HOUR_MS,
  );
  const range = chosenRange ?? (isYoung ? '1 h' : '24 h');
  choices(
    'ranges',
    RANGES.map(([name]) => name),
    range,
    (name) => (chosenRange = name),
  );
  const [, length] = RANGES.find(([name]) => name === range);
  showEquity(scopes, currencyOf, range, [now - length, now]);
  showDays(days, now);
}

function showToday(days, positions, scopes, now) {
  const today = dayOf(now);
  setText(document.getElementById('today-date'), `${day(now)} UTC`);
  const loaded = scopes.map(({ profitAt }) => profitAt).filter((at) => at !== null);
  const loadedAge = loaded.length === 0 ? null : Math.max(0, now - Math.min(...loaded));
  const age = [loadedAge === null ? 'loading' : `checked ${ago(loadedAge)}`, loadedAge];
  const marks = positions.map(({ markAgeMs }) => markAgeMs).filter((each) => each !== null);
  const oldest = marks.length === 0 ? null : Math.max(...marks);
  const markAge = [oldest === null ? 'no price' : `oldest price ${ago(oldest)}`, oldest];
  const tiles = [
    ['Net', figureOf(days, today, 'netPnl'), age, true],
    ['Realized', figureOf(days, today, 'realizedPnl'), age, true],
    ['Unrealized', unrealized(positions), markAge, true],
    ['Fees', figureOf(days, today, 'fees'), age, false],
    ['Funding', figureOf(days, today, 'funding'), age, true],
  ];
  const place = document.getElementById('today');
  keyed(
    place,
    tiles,
    ([label]) => label,
    ([label]) =>
      element(
        'div',
        { 'data-tile': label },
        element('dt', {}, label),
        element('dd', {}, element('span', { className: 'lively' })),
        element('dd', { className: 'quiet age' }),
      ),
    (node, [, values, [words, noteAge], sign]) => {
      const value = node.querySelector('dd > .lively');
      const note = node.lastElementChild;
      const told = [...values].filter(([, amount]) => amount !== '0');
      put(value, ...amounts(told.length > 0 ? told : [...values].slice(0, 1), { sign }));
      setText(note, words);
      note.classList.toggle('stale', noteAge !== null && noteAge >= STALE_MS);
    },
  );
}

function choices(id, names, chosen, choose) {
  keyed(
    document.getElementById(id),
    names,
    (name) => name,
    (name) => {
      const button = element('button', { type: 'button' }, name);
      button.addEventListener('click', () => {
        choose(name);
        button.dispatchEvent(new CustomEvent('refresh', { bubbles: true }));
      });
      return button;
    },
    (button, name) => button.setAttribute('aria-pressed', String(name === chosen)),
  );
}

function showEquity(scopes, currencyOf, range, [from, now]) {
  const points = currency === null ? [] : equity(scopes, currency, from, currencyOf);
  const fills = points.filter(({ side }) => side !== null).length;
  const drawnFrom = Math.max(0, ...scopes.map(({ fillsFrom }) => fillsFrom));
  const sum = points.at(-1)?.sum ?? '0';
  put(
    document.getElementById('equity-currency'),
    ...(currency === null ? [] : [figure(sum, MONEY), ` ${currency}, before fees`]),
  );
  setText(
    document.getElementById('equity-note'),
    fills > 0 && drawnFrom > from && drawnFrom > 0 && hasOlder(scopes, from)
      ? 'earlier by the hour'
      : fills === 0
        ? 'No fill in this span.'
        : `${fills} fills`,
  );
  drawEquity(
    document.getElementById('equity'),
    points,
    [from, now],
    `Realized PnL of the last ${range}: ${sum} ${currency ?? ''}, ${fills} fills`,
    ({ at, sum: until, side }) => [
      figure(until, MONEY),
      ` ${currency} until ${shortTime(at, now)}${side === null ? '' : `, ${side.toLowerCase()}`}`,
    ],
  );
}

/** Whether there is profit in a span that is drawn by the hour. */
function hasOlder(scopes, from) {
  return scopes.some(({ hours, fillsFrom }) =>
    hours.some((hour) => hour.from >= from && hour.from < fillsFrom),
  );
}

function showDays(days, now) {
  const today = dayOf(now);
  const own = days.filter((each) => each.currency === currency);
  const first = Math.min(today - 6 * DAY_MS, own[0]?.from ?? today);
  setText(document.getElementById('days-note'), own.length === 0 ? `None in ${SHOWN_DAYS} days.` : '');
  const words = own.map(({ from, netPnl }) => `${day(from)} ${netPnl}`).join(', ');
  drawDays(
    document.getElementById('days'),
    own,
    [first - DAY_MS / 2, today + DAY_MS / 2],
    `Net PnL by day in ${currency ?? 'no currency'}: ${words || 'none'}`,
    (each) => [
      figure(each.netPnl, MONEY),
      ` ${currency} on ${day(each.from)}, ${each.fills} fill${each.fills === 1 ? '' : 's'}`,
    ],
  );
  keyed(
    document.querySelector('#days-table tbody'),
    days.toReversed(),
    (each) => `${each.from} ${each.currency}`,
    () =>
      element(
        'tr',
        {},
        ...Array.from({ length: 7 }, (_, at) => element('td', { className: at > 1 ? 'number' : '' })),
      ),
    (node, { from, currency: unit, realizedPnl, fees, funding, netPnl, fills }) => {
      setText(node.cells[0], day(from));
      setText(node.cells[1], unit);
      for (const [at, text] of [realizedPnl, fees, funding, netPnl].entries())
        put(node.cells[at + 2], figure(text, { digits: 'money', sign: at !== 1 }));
      setText(node.cells[6], String(fills));
    },
  );
}
