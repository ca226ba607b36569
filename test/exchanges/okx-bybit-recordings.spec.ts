import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { mapBybit } from '../../src/exchanges/bybit/bybit.mapper.js';
import type { Mapped, MappedPosition } from '../../src/exchanges/mapped.js';
import { mapOkx } from '../../src/exchanges/okx/okx.mapper.js';
import type { Order, OrderUpdate } from '../../src/orders/order.js';
import { TestCache } from '../support/test-cache.js';

const RECORDINGS = fileURLToPath(new URL('../../../shared/data', import.meta.url));

interface Line {
  readonly kind: 'order' | 'position' | 'aux';
  readonly raw: unknown;
  readonly order?: OrderUpdate & { readonly exchangeRealizedPnl?: string | null };
  readonly position?: MappedPosition & { readonly ts: number; readonly unrealizedPnl: string };
}

/** What the recorded lines say otherwise than the messages beside them, and why that is right. */
const DIFFERENCES: Readonly<Record<string, ReadonlySet<string>>> = {
  // The messages tell the fees so far and the liquidity; the lines do not. The lines tell the contract size, which OKX tells with the
  // instrument.
  okx: new Set(['cumFees', 'contractSize', 'liquidity']),
  // The lines tell a leg too, of which the messages say nothing.
  'okx-spot': new Set(['cumFees', 'contractSize', 'liquidity', 'positionSide']),
  // The order topic tells sums only. The line made a fill of them, because the order was filled at once.
  bybit: new Set(['cumFees', 'lastFilled', 'lastFilledPrice', 'fee', 'feeCurrency']),
};

const MAPPERS: Readonly<Record<string, (message: unknown) => readonly Mapped[]>> = {
  okx: mapOkx,
  bybit: mapBybit,
};

const recordings = existsSync(RECORDINGS)
  ? readdirSync(RECORDINGS).flatMap((file) => {
      const [, exchange] = /^(okx|bybit)-.*\.jsonl$/.exec(file) ?? [];
      return exchange === undefined ? [] : [{ file, exchange }];
    })
  : [];

it('the recorded streams of OKX and Bybit are read, all or none', () => {
  // eslint-disable-next-line no-console -- a check that did not run should say so
  if (recordings.length === 0) console.log('Skipped: no recorded streams of OKX and Bybit in ../shared/data');
  expect([0, 4]).toContain(recordings.length);
});

if (recordings.length > 0) {
  describe.each(recordings)('$file', ({ file, exchange }) => {
    const lines = readFileSync(join(RECORDINGS, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    const map = MAPPERS[exchange] as (message: unknown) => readonly Mapped[];
    const told = lines.map(({ raw }) => map(raw));

    it('maps, parsed and as text, to what the lines say', () => {
      lines.forEach((line, at) => {
        expect(map(JSON.stringify(line.raw))).toEqual(told[at]);
        expect(told[at]).toHaveLength(1);
        const [mapped] = told[at] as readonly [Mapped];
        expect(mapped).toEqual(said(line, mapped, exchange));
      });
    });

    it('leads to the state that the lines lead to', () => {
      const updates = lines.flatMap(({ order }) => (order === undefined ? [] : [withoutProfit(order)]));
      const mapped = told.flatMap(ordersOf);
      const states = [updates, mapped].map((each) => {
        const cache = new TestCache();
        for (const { symbol, contractSize } of updates)
          if (contractSize != null) cache.positions.registerInstruments([{ exchange, symbol, contractSize }]);
        const outcomes = each.map((update) => cache.positions.applyUpdate(update).outcome);
        return {
          outcomes,
          positions: cache.positions.positions(),
          orders: cache.orders.orders().map((order) => comparable(order, exchange)),
        };
      });
      expect(states[1]).toEqual(states[0]);
      expect(mapped).toHaveLength(updates.length);
    });
  });
}

/** What a line says, as a mapper would say it. */
function said(line: Line, mapped: Mapped, exchange: string): Mapped {
  return line.kind === 'order'
    ? { kind: 'orders', updates: [alike(line.order as OrderUpdate, mapped, exchange)] }
    : { kind: 'positions', exchange, positions: [positionOf(line)] };
}

/** The line's order, with what the mapper may say otherwise as the mapper says it; it must differ in nothing else. */
function alike(order: OrderUpdate, mapped: Mapped, exchange: string): OrderUpdate {
  const [update] = ordersOf([mapped]);
  const market = exchange === 'okx' && order.symbol.split('-').length === 2 ? 'okx-spot' : exchange;
  const may = DIFFERENCES[market] as ReadonlySet<string>;
  const fields = Object.entries(withoutProfit(order)).filter(([field]) => !may.has(field));
  // A reason is told of the orders that end by themselves, and a trade id of fills only: null is as good as nothing.
  const other = Object.entries(update as OrderUpdate).filter(
    ([field, value]) => may.has(field) || (value === null && !(field in order)),
  );
  const said = fields.filter(([field, value]) => value !== null || field in (update as OrderUpdate));
  return Object.fromEntries([...said, ...other]) as unknown as OrderUpdate;
}

function withoutProfit(order: OrderUpdate & { readonly exchangeRealizedPnl?: unknown }): OrderUpdate {
  const { exchangeRealizedPnl: _, ...update } = order;
  return update;
}

function positionOf({ position }: Line): MappedPosition {
  const { ts, unrealizedPnl: _, entryPrice, ...rest } = position as NonNullable<Line['position']>;
  return { ...rest, entryPrice: entryPrice === '0' ? null : entryPrice, timestamp: ts };
}

function ordersOf(told: readonly Mapped[]): readonly OrderUpdate[] {
  return told.flatMap((each) => (each.kind === 'orders' ? each.updates : []));
}

/** An order without its last fill where the messages tell sums only. */
function comparable(order: Order, exchange: string): Partial<Order> {
  const untold = new Set(
    exchange === 'bybit' ? ['lastFilled', 'lastFilledPrice', 'fee', 'feeCurrency', 'cost'] : [],
  );
  return Object.fromEntries(Object.entries(order).filter(([field]) => !untold.has(field)));
}
