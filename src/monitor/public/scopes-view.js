// The scopes side by side, and their sum: first of all whether each is alive and fresh.
import { addAmounts } from './decimal.js';
import { amounts, element, keyed, put, row, setText } from './dom.js';
import { byDay, figureOf } from './profit.js';
import { dayOf } from './scope-data.js';
import { ago, duration } from './time.js';

/** A lag of the store that is worth a look, and one that is not normal (ms). */
const LAG_MS = { warn: 5_000, bad: 30_000 };

const COLUMNS = [
  ['Scope', 'name'],
  ['State'],
  ['Store'],
  ['Sync lag'],
  ['Last sync', 'quiet'],
  ['Epoch', 'number'],
  ['Sequence', 'number'],
  ['Open orders', 'number'],
  ['Positions', 'number'],
  ['Net today', 'number lively'],
  ['Unrealized', 'number lively'],
];

/** @param choose called with the name of a scope, or null for all. */
export function showScopes(section, { summary, scopes, chosen, now }, choose) {
  const items = summary.scopes.map((status) => {
    const name = `${status.strategyId}/${status.userId}`;
    const data = scopes.get(name);
    const positions = summary.positions.filter(
      (each) => each.strategyId === status.strategyId && each.userId === status.userId,
    );
    return { name, ...figures(status, now), ...money(data === undefined ? [] : [data], positions, now) };
  });
  if (items.length > 1)
    items.unshift({ name: null, ...sum(summary), ...money([...scopes.values()], summary.positions, now) });
  keyed(
    section.querySelector('tbody'),
    items,
    ({ name }) => name,
    (item) => create(item, choose),
    (made, item) => update(made, item, chosen, items.length > 1),
  );
}

function create({ name }, choose) {
  const made = row(COLUMNS);
  const title = name ?? 'All scopes';
  const button = element('button', { type: 'button', title, onclick: () => choose(name) }, title);
  made.firstElementChild.append(button);
  made.dataset.scope = name ?? '';
  return made;
}

function update(made, item, chosen, isChoice) {
  const isChosen = isChoice && item.name === chosen;
  const button = made.querySelector('button');
  button.disabled = !isChoice;
  button.setAttribute('aria-pressed', String(isChosen));
  made.classList.toggle('chosen', isChosen);
  made.dataset.tone = item.tone;
  for (const [at, [label]] of COLUMNS.entries()) {
    if (at === 0) continue;
    const cell = made.cells[at];
    const value = item[label];
    if (Array.isArray(value)) put(cell, ...value);
    else setText(cell, value === undefined ? '' : String(value));
    for (const tone of ['good', 'warn', 'bad']) cell.classList.toggle(tone, item.tones[label] === tone);
  }
}

function figures(status, now) {
  const { state, store, syncLagMs, dirty, lastSyncAt, epoch, sequence, orders, positions } = status;
  const lagTone = syncLagMs >= LAG_MS.bad ? 'bad' : syncLagMs >= LAG_MS.warn ? 'warn' : '';
  return {
    State: state,
    Store: store,
    'Sync lag': dirty === 0 ? '0 ms' : `${duration(syncLagMs)}, ${dirty} waiting`,
    'Last sync': lastSyncAt === null ? 'none yet' : ago(now - lastSyncAt),
    Epoch: epoch,
    Sequence: sequence,
    'Open orders': orders.open,
    Positions: positions.open,
    tones: {
      State: state === 'serving' ? 'good' : 'bad',
      Store: store === 'up' ? 'good' : 'bad',
      'Sync lag': lagTone,
    },
    tone: state !== 'serving' ? 'bad' : store !== 'up' || lagTone !== '' ? 'warn' : 'good',
  };
}

function sum({ scopes, openOrders, positions }) {
  const serving = scopes.filter(({ state }) => state === 'serving').length;
  const up = scopes.filter(({ store }) => store === 'up').length;
  const isWell = serving === scopes.length && up === scopes.length;
  return {
    State: `${serving} of ${scopes.length}`,
    Store: `${up} of ${scopes.length}`,
    'Sync lag': duration(Math.max(...scopes.map(({ syncLagMs }) => syncLagMs))),
    'Open orders': openOrders,
    Positions: positions.length,
    tones: {
      State: serving === scopes.length ? 'good' : 'bad',
      Store: up === scopes.length ? 'good' : 'bad',
    },
    tone: isWell ? 'good' : 'bad',
  };
}

function money(scopes, positions, now) {
  const net = figureOf(byDay(scopes), dayOf(now), 'netPnl');
  return {
    'Net today': amounts(net, { sign: true }),
    Unrealized: amounts(unrealized(positions), { sign: true }),
  };
}

/** Unrealized profit by currency, of the positions that have a price. */
export function unrealized(positions) {
  const found = new Map();
  for (const { currency, unrealizedPnl } of positions)
    if (unrealizedPnl !== null) addAmounts(found, { [currency]: unrealizedPnl });
  return found;
}
