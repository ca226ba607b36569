// Small helpers: elements, and lists of elements that keep their identity, so that neither focus nor selection is lost.
import { moneyDigits, priceDigits, shown, signOf } from './decimal.js';
import { ago, STALE_MS } from './time.js';

/** An element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text, if it is another. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows items as children of a parent, in their order, each under its key. */
export function keyed(parent, items, keyOf, create, update) {
  const known = (parent.known ??= new Map());
  const next = new Map();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const node = known.get(key) ?? create(item);
    known.delete(key);
    next.set(key, node);
    update(node, item);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of known.values()) node.remove();
  parent.known = next;
}

/** A row of cells: `[label, class]` each; `row.cells` are filled by `fill`. */
export function row(columns) {
  return element(
    'tr',
    {},
    ...columns.map(([label, className = '']) => element('td', { className, 'data-label': label })),
  );
}

/** An exact decimal as text that is easy to read; its value stays exact. */
export function figure(text, { digits = 8, least = 0, sign = false, unit = '' } = {}) {
  if (text === null || text === undefined) return element('span', { className: 'quiet' }, '–');
  const isMoney = digits === 'money';
  const most = isMoney ? moneyDigits(text) : digits === 'price' ? priceDigits(text) : digits;
  // Money in a column has its points below each other.
  const ended = isMoney && text !== '0' ? most : Math.min(least, most);
  const plus = sign && signOf(text) > 0 ? '+' : '';
  const tone = sign ? ['loss', '', 'gain'][signOf(text) + 1] : '';
  const made = element(
    'data',
    { value: text, className: tone, title: text },
    plus + shown(text, most, ended),
  );
  return unit === '' ? made : element('span', {}, made, element('small', { className: 'unit' }, ` ${unit}`));
}

/** Amounts by currency, an object or pairs, each on a line. */
export function amounts(byCurrency, options = {}) {
  const entries = [...(Symbol.iterator in byCurrency ? byCurrency : Object.entries(byCurrency))];
  if (entries.length === 0) return [figure('0', { digits: 'money', ...options })];
  return entries.map(([currency, amount]) =>
    element('span', { className: 'amount' }, figure(amount, { digits: 'money', ...options, unit: currency })),
  );
}

/** Puts nodes into a cell, unless it shows the same already. A change is shown for a moment. */
export function put(cell, ...nodes) {
  const made = element('span', {}, ...nodes);
  if (cell.innerHTML === made.innerHTML) return;
  const isChange = cell.childNodes.length > 0;
  cell.replaceChildren(...made.childNodes);
  if (!isChange || !cell.classList.contains('lively')) return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const node of cell.children)
    node.animate([{ backgroundColor: 'rgb(76 194 160 / 25%)' }, { backgroundColor: 'transparent' }], 900);
}

/** Says beside a heading how old its figures are (ms); null where there are none. */
export function showAge(section, age) {
  const place = section.querySelector('.age');
  const words = age === null ? '' : `checked ${ago(age)}`;
  setText(place, words);
  place.classList.toggle('stale', age !== null && age >= STALE_MS);
}
