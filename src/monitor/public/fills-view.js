// The latest fills, as they come.
import { amounts, element, figure, keyed, put, row, setText } from './dom.js';
import { price as priceOf } from './prices.js';
import { shortTime } from './time.js';

const COLUMNS = [
  ['Time', 'quiet'],
  ['Market'],
  ['Side'],
  ['Quantity', 'number'],
  ['Price', 'number'],
  ['Realized', 'number'],
  ['Fees', 'number'],
];
const MOST = 60;

export function showFills(section, { fills, isOneScope, now }) {
  const latest = fills.toSorted((a, b) => b.timestamp - a.timestamp).slice(0, MOST);
  setText(section.querySelector('.count'), latest.length === 0 ? '' : `latest ${latest.length}`);
  section.querySelector('.empty').hidden = latest.length > 0;
  const seen = new Map();
  const keyOf = ({ scope, symbol, orderId, clientOrderId, tradeId, quantity, timestamp }) => {
    const key = JSON.stringify([scope, symbol, orderId, clientOrderId, tradeId, quantity, timestamp]);
    // Fills may be alike in everything.
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return `${key} ${count}`;
  };
  keyed(
    section.querySelector('tbody'),
    latest,
    keyOf,
    () => row(COLUMNS),
    (node, fill) => update(node, fill, isOneScope, now),
  );
}

function update(node, fill, isOneScope, now) {
  const [time, market, side, quantity, price, realized, fees] = node.cells;
  const flags = [fill.inferred && 'inferred', fill.estimated && 'estimated'].filter(Boolean).join(', ');
  put(time, shortTime(fill.timestamp, now));
  put(
    market,
    element('strong', {}, fill.symbol),
    element('small', {}, isOneScope ? fill.exchange : `${fill.exchange} · ${fill.scope}`),
  );
  put(
    side,
    element('span', { className: `side ${fill.side.toLowerCase()}` }, fill.side),
    element('small', {}, flags || (fill.liquidity ?? '').toLowerCase()),
  );
  put(quantity, figure(fill.quantity));
  put(price, priceOf(fill, fill.price));
  put(realized, figure(fill.realizedPnl, { digits: 'money', sign: true }));
  put(fees, ...(fill.feesKnown ? amounts(fill.fees) : ['unknown']));
}
