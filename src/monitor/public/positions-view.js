// The open positions, each of which opens into its ledger: why it is what it is.
import { get, scopePath } from './api.js';
import { amounts, element, figure, keyed, put, row, setText } from './dom.js';
import { averagePrice, price } from './prices.js';
import { ago, shortTime, STALE_MS } from './time.js';

const COLUMNS = [
  ['Market'], ['Side'], ['Size', 'number lively'], ['Entry', 'number'], ['Mark', 'number'],
  ['Unrealized', 'number'], ['Realized', 'number lively'], ['Fees', 'number'], ['Adjustments', 'number'],
  ['Updated', 'quiet'], ['', 'action'],
]; // prettier-ignore
const PAGE = 50;

const CLASSES = { 0: 'quiet', 1: 'what', 6: 'number after' };
const ENTRY = ['Time', 'What', 'Quantity', 'Price', 'Realized', 'Fees', 'Position after', 'Entry after'];

/** The ledgers that are open, by the position's key: `{ entries, base, cursor, seen }`. */
const ledgers = new Map();

export function showPositions(section, { positions, isOneScope, now }) {
  const body = section.querySelector('tbody');
  setText(section.querySelector('.count'), positions.length === 0 ? '' : String(positions.length));
  section.querySelector('.empty').hidden = positions.length > 0;
  const rows = positions.flatMap((position) => {
    const key = keyOf(position);
    const ledger = ledgers.get(key);
    return ledger === undefined
      ? [{ key, position }]
      : [
          { key, position },
          { key: `${key} ledger`, position, ledger },
        ];
  });
  keyed(
    body,
    rows,
    ({ key }) => key,
    ({ key, ledger }) =>
      ledger === undefined
        ? create(key)
        : element('tr', { className: 'ledger' }, element('td', { colSpan: COLUMNS.length })),
    (node, item) =>
      item.ledger === undefined
        ? update(node, item, isOneScope, now)
        : showLedger(node.firstElementChild, item, now),
  );
}

export function keyOf({ strategyId, userId, exchange, symbol, positionSide }) {
  return JSON.stringify([strategyId, userId, exchange, symbol, positionSide]);
}

function create(key) {
  const made = row(COLUMNS);
  const button = element('button', { type: 'button' }, 'Why?');
  button.addEventListener('click', () => {
    if (ledgers.has(key)) ledgers.delete(key);
    else ledgers.set(key, { entries: [], base: null, cursor: null, seen: '', isLoading: false, fault: null });
    button.dispatchEvent(new CustomEvent('refresh', { bubbles: true }));
  });
  made.lastElementChild.append(button);
  return made;
}

function update(node, { key, position }, isOneScope, now) {
  const { exchange, symbol, positionSide, side, signedAmount, entryPrice, markPrice, markAgeMs } = position;
  const [market, way, size, entry, mark, open, realized, fees, funding, updated, action] = node.cells;
  const place = `${exchange}${positionSide === 'NET' ? '' : ` · ${positionSide.toLowerCase()} leg`}${isOneScope ? '' : ` · ${position.strategyId}/${position.userId}`}`;
  node.dataset.key = key;
  put(market, element('strong', {}, symbol), element('small', {}, place));
  put(way, element('span', { className: `side ${side === 'LONG' ? 'buy' : 'sell'}` }, side));
  put(size, figure(signedAmount));
  const isStale = markAgeMs !== null && markAgeMs >= STALE_MS;
  put(
    mark,
    price(position, markPrice),
    element('small', { className: isStale ? 'stale' : '' }, markAgeMs === null ? 'no price' : ago(markAgeMs)),
  );
  put(entry, averagePrice(position, entryPrice));
  put(
    open,
    figure(position.unrealizedPnl, {
      digits: 'money',
      sign: true,
      unit: position.unrealizedPnl === null ? '' : position.currency,
    }),
  );
  open.classList.toggle('stale', isStale);
  put(realized, figure(position.realizedPnl, { digits: 'money', sign: true, unit: position.currency }));
  put(fees, ...amounts(position.fees));
  put(funding, ...amounts(position.adjustments, { sign: true }));
  put(updated, position.updatedAt === null ? '–' : ago(now - position.updatedAt));
  const button = action.firstElementChild;
  const isOpen = ledgers.has(key);
  button.setAttribute('aria-expanded', String(isOpen));
  const word = isOpen ? 'Close' : 'Why?';
  button.setAttribute('aria-label', `${word} ${symbol} ${signedAmount}`);
  setText(button, word);
}

function showLedger(cell, { position, ledger }, now) {
  const seen = JSON.stringify([
    position.updatedAt,
    position.signedAmount,
    position.realizedPnl,
    position.fees,
  ]);
  if (seen !== ledger.seen) {
    ledger.seen = seen;
    void load(cell, position, ledger, null);
  }
  const { base, entries, fault } = ledger;
  if (base === null) {
    put(cell, element('p', { className: 'quiet' }, fault ?? 'Loading'));
    return;
  }
  const drawn = JSON.stringify([base, entries, fault]);
  if (cell.drawn === drawn) return;
  cell.drawn = drawn;
  const table = element(
    'table',
    {},
    element('caption', {}, `Why ${position.symbol} is ${position.signedAmount}: newest first`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...ENTRY.map((name, at) => element('th', { scope: 'col', className: at > 1 ? 'number' : '' }, name)),
      ),
    ),
    element(
      'tbody',
      {},
      ...entries.map((entry) => entryRow(position, entry, now)),
      baseRow(position, base, ledger.cursor, now),
    ),
  );
  const parts = [
    element(
      'div',
      { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `Ledger of ${position.symbol}` },
      table,
    ),
  ];
  if (ledger.cursor !== null) {
    const more = element('button', { type: 'button' }, 'Older');
    more.addEventListener('click', () => void load(cell, position, ledger, ledger.cursor));
    parts.push(more);
  }
  cell.replaceChildren(...parts);
}

async function load(cell, position, ledger, cursor) {
  const { exchange, symbol, positionSide } = position;
  try {
    const page = await get(`${scopePath(position)}/positions/${encodeURIComponent(symbol)}/ledger`, {
      exchange,
      positionSide,
      limit: PAGE,
      cursor,
    });
    ledger.entries = cursor === null ? page.entries : [...ledger.entries, ...page.entries];
    ledger.base = page.base;
    ledger.cursor = page.nextCursor;
    ledger.fault = null;
  } catch (error) {
    ledger.fault = error.message;
  }
  cell.dispatchEvent(new CustomEvent('refresh', { bubbles: true }));
}

function entryRow(position, entry, now) {
  return cells(
    shortTime(entry.timestamp, now),
    describe(entry),
    ...figuresOf(position, entry),
    figure(entry.after.signedAmount),
    averagePrice(position, entry.after.entryPrice),
  );
}

function baseRow(position, base, cursor, now) {
  const words = cursor === null ? 'Base: what it began with' : 'Base: what the entries that left begin with';
  return cells(
    base.asOf === null ? '' : shortTime(base.asOf, now),
    words,
    '',
    '',
    '',
    '',
    figure(base.signedAmount),
    averagePrice(position, base.entryPrice),
  );
}

function cells(...contents) {
  return element(
    'tr',
    {},
    ...contents.map((content, at) =>
      element('td', { className: CLASSES[at] ?? 'number', 'data-label': ENTRY[at] }, content),
    ),
  );
}

function describe(entry) {
  if (entry.kind === 'fill') {
    const flags = [
      entry.inferred && 'inferred',
      entry.estimated && 'price estimated',
      !entry.feesKnown && 'fees unknown',
    ].filter(Boolean);
    const name = `${entry.side} · order ${entry.orderId ?? entry.clientOrderId ?? '?'}${entry.tradeId === null ? '' : ` · trade ${entry.tradeId}`}`;
    return flags.length === 0 ? name : `${name} · ${flags.join(', ')}`;
  }
  if (entry.kind === 'adjustment')
    return `${entry.adjustmentKind.toLowerCase()} ${entry.id}${entry.reason === null ? '' : `: ${entry.reason}`}`;
  if (entry.kind === 'adoption') return 'adopted from the exchange';
  return `correction · order ${entry.orderId ?? entry.clientOrderId ?? '?'}`;
}

function figuresOf(position, entry) {
  switch (entry.kind) {
    case 'fill':
      return [
        figure(entry.side === 'SELL' ? `-${entry.quantity}` : entry.quantity, { sign: true }),
        price(position, entry.price),
        money(entry.realizedPnl),
        feesOf(entry.fees),
      ];
    case 'adjustment':
      return [
        entry.quantity === '0' ? '' : figure(entry.quantity, { sign: true }),
        price(position, entry.price),
        element(
          'span',
          {},
          figure(entry.amount, { digits: 'money', sign: true, unit: entry.currency ?? '' }),
        ),
        '',
      ];
    case 'adoption':
      return [figure(entry.signedAmount), averagePrice(position, entry.entryPrice), '', ''];
    default:
      return [figure(entry.quantity, { sign: true }), '', money(entry.realizedPnl), feesOf(entry.fees)];
  }
}

function money(text) {
  return figure(text, { digits: 'money', sign: true });
}

function feesOf(byCurrency) {
  return element('span', {}, ...amounts(byCurrency));
}
