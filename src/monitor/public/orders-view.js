// The open orders, those first that wait for an answer.
import { element, figure, keyed, put, row, setText } from './dom.js';
import { price as priceOf } from './prices.js';
import { duration } from './time.js';

const COLUMNS = [
  ['Market'],
  ['Order'],
  ['Price', 'number'],
  ['Amount', 'number'],
  ['Filled'],
  ['Status'],
  ['Age', 'number brief'],
];
/** An order that waits for the exchange's answer for so long is stuck. */
export const STUCK_MS = 30_000;
const MOST = 200;

export function showOrders(section, { orders, isOneScope, now }) {
  const shown = orders
    .map((order) => ({ order, isStuck: isStuck(order, now) }))
    .sort(
      (a, b) => Number(b.isStuck) - Number(a.isStuck) || (b.order.timestamp ?? 0) - (a.order.timestamp ?? 0),
    );
  const stuck = shown.filter((each) => each.isStuck).length;
  setText(
    section.querySelector('.count'),
    orders.length === 0 ? '' : `${orders.length}${stuck > 0 ? `, ${stuck} stuck` : ''}`,
  );
  section.querySelector('.empty').hidden = orders.length > 0;
  keyed(
    section.querySelector('tbody'),
    shown.slice(0, MOST),
    ({ order }) =>
      JSON.stringify([order.scope, order.exchange, order.symbol, order.id ?? order.clientOrderId]),
    () => row(COLUMNS),
    (node, { order, isStuck }) => update(node, order, isStuck, isOneScope, now),
  );
}

/** Submitted and unanswered, or being canceled, for too long. An order that rests in the book is not stuck. */
function isStuck({ status, cancelIntent, timestamp }, now) {
  const isWaiting =
    status === 'INITIALIZED' || status === 'PENDING' || status === 'CANCELING' || cancelIntent;
  return isWaiting && timestamp !== null && now - timestamp >= STUCK_MS;
}

function update(node, order, isStuck, isOneScope, now) {
  const [market, what, price, amount, filled, status, age] = node.cells;
  const id = order.id ?? order.clientOrderId ?? '?';
  node.classList.toggle('stuck', isStuck);
  put(
    market,
    element('strong', {}, order.symbol),
    element('small', {}, isOneScope ? order.exchange : `${order.exchange} · ${order.scope}`),
  );
  put(
    what,
    element('span', { className: `side ${order.side.toLowerCase()}` }, order.side),
    element('small', { className: 'id', title: id }, `${order.type ?? ''} ${id}`),
  );
  put(price, order.price === null ? 'market' : priceOf(order, order.price));
  put(amount, figure(order.amount));
  // The bar is a picture; the figure beside it is exact.
  const bar = element('progress', {
    max: Number(order.amount) || 1,
    value: Number(order.filled),
    'aria-label': `Filled of ${id}`,
  });
  put(filled, bar, figure(order.filled));
  const words =
    order.cancelIntent && order.status !== 'CANCELING' ? `${order.status} · canceling` : order.status;
  put(
    status,
    words.replace('_', ' ').toLowerCase(),
    ...(isStuck ? [element('strong', { className: 'flag' }, 'stuck')] : []),
  );
  put(age, order.timestamp === null ? '–' : duration(now - order.timestamp));
}
