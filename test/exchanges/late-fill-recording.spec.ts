import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate, Position } from '../../src/index.js';
import { foldFill } from '../../src/ledger/fold.js';
import { costAt } from '../../src/ledger/contract-cost.js';
import { flatState } from '../../src/ledger/leg-state.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../../src/decimal/fixed-point.js';
import { SettlingCache } from '../support/settling-cache.js';
import { TestCache } from '../support/test-cache.js';

/** One stream of a Binance account that others recorded; it is no part of this repository. */
const FOLDER = process.env['RECORDINGS'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const FILE = join(FOLDER, 'binance-um-metacodi-s1.jsonl');
const SYMBOL = 'BNBUSDT';

interface Line {
  readonly kind: 'order' | 'position' | 'aux';
  readonly order?: OrderUpdate & { readonly exchangeRealizedPnl?: string | null };
  readonly position?: Pick<Position, 'signedAmount' | 'entryPrice' | 'realizedPnl'>;
}

interface Recorded {
  readonly updates: readonly OrderUpdate[];
  /** What the exchange said that all fills realized. */
  readonly theirs: string;
}

function linesOf(): readonly Line[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line);
}

function recorded(): Recorded {
  const lines = linesOf();
  const orders = lines.flatMap(({ order }) => (order === undefined ? [] : [order]));
  const profits = orders.map(({ exchangeRealizedPnl }) => toFixedPoint(exchangeRealizedPnl ?? '0'));
  return {
    updates: orders.map(withoutProfit),
    theirs: fromFixedPoint(profits.reduce((sum, profit) => sum + profit, 0n)),
  };
}

function withoutProfit(order: NonNullable<Line['order']>): OrderUpdate {
  const { exchangeRealizedPnl: _, ...update } = order;
  return update;
}

/** The realized profit of these reports as the cache has it. */
function inOrderOfExecution(updates: readonly OrderUpdate[]): string {
  const { positions } = new TestCache();
  for (const update of updates) positions.applyUpdate(update);
  return positions.position(SYMBOL)?.realizedPnl ?? '0';
}

/** The same by counting each new fill as it arrives. */
function inOrderOfArrival(updates: readonly OrderUpdate[]): string {
  let state = flatState('linear', toFixedPoint('1'));
  const seen = new Set<string>();
  for (const { side, lastFilled, lastFilledPrice, tradeId, timestamp } of updates) {
    if (lastFilled == null || lastFilled === '0' || lastFilledPrice == null || tradeId == null) continue;
    if (seen.has(tradeId)) continue;
    seen.add(tradeId);
    const [quantity, price] = [toFixedPoint(lastFilled), toFixedPoint(lastFilledPrice)];
    const fill = { side, quantity, cost: costAt('linear', quantity, price), fees: [] };
    state = foldFill(state, fill, timestamp ?? 0);
  }
  return fromFixedPoint(state.realizedPnl, 3 * SCALE);
}

/** The reports, one of them delivered only after some that follow it. */
function delayed(updates: readonly OrderUpdate[], from: number, to: number): readonly OrderUpdate[] {
  const late = updates[from] as OrderUpdate;
  return updates.toSpliced(from, 1).toSpliced(to, 0, late);
}

const isThere = existsSync(FILE);

// eslint-disable-next-line no-console -- a check that did not run should say so
if (!isThere) console.log('Skipped: no recorded stream of Binance in ../shared/data');

(isThere ? describe : describe.skip)('a recorded stream of which one report is delivered late', () => {
  it('realizes what the exchange says, whichever report is late and by how much; in order of arrival it would not', () => {
    const { updates, theirs } = recorded();
    expect(inOrderOfExecution(updates)).toBe(theirs);
    expect(inOrderOfArrival(updates)).toBe(theirs);
    let wrong = 0;
    const worst = { apart: 0n, line: '' };
    for (let from = 0; from < updates.length; from++) {
      for (let to = from + 1; to < updates.length; to++) {
        const arrived = delayed(updates, from, to);
        expect([from, to, inOrderOfExecution(arrived)]).toEqual([from, to, theirs]);
        const byArrival = inOrderOfArrival(arrived);
        const apart = toFixedPoint(byArrival) - toFixedPoint(theirs);
        if (apart === 0n) continue;
        wrong++;
        const size = apart < 0n ? -apart : apart;
        if (size <= worst.apart) continue;
        const { side, lastFilled, lastFilledPrice, tradeId } = updates[from] as OrderUpdate;
        worst.apart = size;
        worst.line = `${side} ${lastFilled} at ${lastFilledPrice} (trade ${tradeId}), ${to - from} reports late: ${byArrival} in order of arrival, ${theirs} by the exchange and here`;
      }
    }
    expect(wrong).toBeGreaterThan(0);
    // eslint-disable-next-line no-console -- the figures are those of the README
    console.log(`${wrong} late deliveries count wrong in order of arrival. The worst: ${worst.line}.`);
  });
});

(isThere ? describe : describe.skip)('positions as of the times of a recorded stream', () => {
  it.each(['in memory', 'settled', 'settled in part'])(
    'are what the exchange pushed there, %s',
    async (how) => {
      const { updates } = recorded();
      const cache = new SettlingCache();
      for (const update of updates) cache.positions.applyUpdate(update);
      if (how !== 'in memory') cache.settle(how === 'settled' ? 1_000 : 5);
      // A push comes just before the report of the fill; of several in a millisecond, the last is what it was after all of them.
      const pushes = new Map<number, NonNullable<Line['position']>>();
      let pushed: Line['position'];
      for (const { order, position } of linesOf()) {
        if (position !== undefined) pushed = position;
        else if (pushed !== undefined && order?.lastFilled != null && order.lastFilled !== '0') {
          pushes.set(order.timestamp as number, pushed);
          pushed = undefined;
        }
      }
      expect(pushes.size).toBeGreaterThan(5);
      const first = [...pushes.values()][0] as NonNullable<Line['position']>;
      const firstTime = [...pushes.keys()][0] as number;
      const start = await cache.positions.positionAt(SYMBOL, firstTime);
      // Theirs counts from before the recording.
      const offset = toFixedPoint(first.realizedPnl) - toFixedPoint(start?.realizedPnl ?? '0');
      for (const [time, theirs] of pushes) {
        const ours = await cache.positions.positionAt(SYMBOL, time);
        expect([time, ours?.signedAmount]).toEqual([time, theirs.signedAmount]);
        expect(ours?.entryPrice.startsWith(withoutLastDigit(theirs.entryPrice))).toBe(true);
        expect(toFixedPoint(ours?.realizedPnl ?? '0') + offset).toBe(toFixedPoint(theirs.realizedPnl));
      }
    },
  );
});

/** An entry as far as the exchange's rounding leaves its digits: it writes five fraction digits. */
function withoutLastDigit(entry: string): string {
  const digits = entry.split('.')[1]?.length ?? 0;
  return digits < 5 ? entry : entry.slice(0, -2);
}
