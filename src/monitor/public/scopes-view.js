// The scopes side by side, and their sum: first of all whether each is alive and fresh.
import { addAmounts } from './decimal.js';
import { amounts, element, keyed, put, setText } from './dom.js';
import { byDay, figureOf } from './profit.js';
import { dayOf } from './scope-data.js';
import { ago, duration } from './time.js';

/** A lag of the store that is worth a look, and one that is not normal (ms). */
const LAG_MS = { warn: 5_000, bad: 30_000 };

const ROWS = [
  'State',
  'Store',
  'Sync lag',
  'Last sync',
  'Epoch',
  'Sequence',
  'Open orders',
  'Positions',
  'Net today',
  'Unrealized',
];

/** @param choose called with the name of a scope, or null for all. */
export function showScopes(node, { summary, scopes, chosen, now }, choose) {
  const cards = summary.scopes.map((status) => {
    const name = `${status.strategyId}/${status.userId}`;
    const data = scopes.get(name);
    const positions = summary.positions.filter(
      (each) => each.strategyId === status.strategyId && each.userId === status.userId,
    );
    return {
      name,
      title: name,
      ...figures(status, now),
      ...money(data === undefined ? [] : [data], positions, now),
    };
  });
  if (cards.length > 1)
    cards.unshift({
      name: null,
      title: 'All scopes',
      ...sum(summary),
      ...money([...scopes.values()], summary.positions, now),
    });
  keyed(
    node,
    cards,
    ({ name }) => name,
    (card) => create(card, choose),
    (card, item) => update(card, item, chosen, cards.length > 1),
  );
}

function create({ name, title }, choose) {
  const list = element('dl');
  for (const label of ROWS) list.append(element('div', {}, element('dt', {}, label), element('dd')));
  const button = element('button', { type: 'button', onclick: () => choose(name) }, title);
  return element('article', { className: 'scope' }, element('h3', {}, button), list);
}

function update(card, item, chosen, isChoice) {
  const button = card.querySelector('button');
  button.disabled = !isChoice;
  button.setAttribute('aria-pressed', String(item.name === chosen));
  card.classList.toggle('chosen', isChoice && item.name === chosen);
  card.dataset.scope = item.name ?? '';
  card.dataset.tone = item.tone;
  for (const [at, line] of [...card.querySelectorAll('dl > div')].entries()) {
    const label = ROWS[at];
    const value = item[label];
    line.hidden = value === undefined;
    const place = line.querySelector('dd');
    if (Array.isArray(value)) put(place, ...value.map((node) => node.cloneNode(true)));
    else if (value !== undefined) setText(place, String(value));
    place.className = item.tones?.[label] ?? '';
  }
}

function figures(status, now) {
  const { state, store, syncLagMs, dirty, lastSyncAt, epoch, sequence, orders, positions } = status;
  const lagTone = syncLagMs >= LAG_MS.bad ? 'bad' : syncLagMs >= LAG_MS.warn ? 'warn' : '';
  const tones = {
    State: state === 'serving' ? 'good' : 'bad',
    Store: store === 'up' ? 'good' : 'bad',
    'Sync lag': lagTone,
  };
  return {
    State: state,
    Store: store,
    'Sync lag': dirty === 0 ? '0 ms' : `${duration(syncLagMs)}, ${dirty} waiting`,
    'Last sync': lastSyncAt === null ? 'none yet' : ago(now - lastSyncAt),
    Epoch: epoch,
    Sequence: sequence,
    'Open orders': orders.open,
    Positions: positions.open,
    tones,
    tone: state !== 'serving' ? 'bad' : store !== 'up' || lagTone !== '' ? 'warn' : 'good',
  };
}

function sum({ scopes, openOrders, positions }) {
  const serving = scopes.filter(({ state }) => state === 'serving').length;
  const up = scopes.filter(({ store }) => store === 'up').length;
  const isWell = serving === scopes.length && up === scopes.length;
  return {
    State: `${serving} of ${scopes.length} serving`,
    Store: `${up} of ${scopes.length} up`,
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
