import type { ScopeState } from './replay-target.js';

/** Every field of what a scope holds, by a name that says whose it is; values as JSON. */
export type EndState = ReadonlyMap<string, string>;

/**
 * What may differ between two deliveries of the same messages: fields on the cache's own clock, and the price that a position is
 * valued at, which no order tells.
 */
const LEFT_OUT_OF_POSITIONS = new Set(['updatedAt', 'markPrice', 'markAgeMs', 'unrealizedPnl']);
/** When a fill is settled depends on how long ago the cache last changed it. */
const LEFT_OUT_OF_FILLS = new Set(['settled']);
const NOTHING_LEFT_OUT = new Set<string>();

type Members = Readonly<Record<string, unknown>>;

/** The fields of a state that the order of delivery must not change. */
export function endState({ orders, positions, fills }: ScopeState): EndState {
  const state = new Map<string, string>();
  addRecords(state, orders, NOTHING_LEFT_OUT, ({ exchange, symbol, id, clientOrderId }) =>
    label('order', exchange, symbol, id ?? clientOrderId),
  );
  addRecords(state, positions, LEFT_OUT_OF_POSITIONS, ({ exchange, symbol, positionSide }) =>
    label('position', exchange, symbol, positionSide),
  );
  // Fills keep their places: their order in the ledger is part of the state.
  const counts = new Map<string, number>();
  for (const fill of fills as readonly Members[]) {
    const leg = label('fill', fill['exchange'], fill['symbol'], fill['positionSide']);
    const place = (counts.get(leg) ?? 0) + 1;
    counts.set(leg, place);
    addFields(state, `${leg} ${place}`, fill, LEFT_OUT_OF_FILLS);
  }
  return state;
}

/** The first field that is another one, in words; null if all are the same. */
export function firstDifference(state: EndState, inOrder: EndState): string | null {
  for (const [field, value] of inOrder) {
    const found = state.get(field);
    if (found === undefined) return `${field} is missing, in order it is ${value}`;
    if (found !== value) return `${field} is ${found}, in order it is ${value}`;
  }
  for (const [field, value] of state)
    if (!inOrder.has(field)) return `${field} is ${value}, in order it is missing`;
  return null;
}

/** One text for each end state, the same for the same state. */
export function textOf(state: EndState): string {
  return JSON.stringify([...state].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Records of one name are told apart by their content. */
function addRecords(
  state: Map<string, string>,
  records: readonly object[],
  leftOut: ReadonlySet<string>,
  nameOf: (record: Members) => string,
): void {
  const named = new Map<string, Members[]>();
  for (const record of records as readonly Members[]) {
    const same = named.get(nameOf(record));
    if (same === undefined) named.set(nameOf(record), [record]);
    else same.push(record);
  }
  for (const [name, same] of named) {
    const sorted = same.length === 1 ? same : same.toSorted(byContent);
    for (const [at, record] of sorted.entries())
      addFields(state, at === 0 ? name : `${name} (${at + 1})`, record, leftOut);
  }
}

function byContent(left: Members, right: Members): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

function addFields(
  state: Map<string, string>,
  name: string,
  record: Members,
  leftOut: ReadonlySet<string>,
): void {
  for (const [field, value] of Object.entries(record)) {
    if (leftOut.has(field)) continue;
    if (typeof value === 'object' && value !== null)
      addFields(state, `${name} ${field}`, value as Members, NOTHING_LEFT_OUT);
    else state.set(`${name} ${field}`, JSON.stringify(value) ?? 'undefined');
  }
}

function label(...parts: readonly unknown[]): string {
  return parts.join(' ');
}
