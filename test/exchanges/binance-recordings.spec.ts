import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { canonicalDecimal } from '../../src/decimal/decimal-text.js';
import { mapBinance } from '../../src/exchanges/binance/binance.mapper.js';
import type { Mapped } from '../../src/exchanges/mapped.js';
import type { OrderUpdate } from '../../src/orders/order.js';
import { checkUpdate } from '../../src/orders/update-check.js';
import { TestCache } from '../support/test-cache.js';

const RECORDINGS = fileURLToPath(new URL('../../../shared/data', import.meta.url));

interface Line {
  readonly kind: 'order' | 'position' | 'aux';
  readonly raw: Readonly<Record<string, unknown>>;
  /** Which position of the message the line is. */
  readonly rawIndex?: number;
  readonly order?: OrderUpdate & { readonly exchangeRealizedPnl?: string | null };
  readonly position?: Readonly<Record<'symbol' | 'positionSide' | 'signedAmount' | 'entryPrice', string>> & {
    readonly realizedPnl: string;
  };
}

const files = existsSync(RECORDINGS)
  ? readdirSync(RECORDINGS).filter((file) => /^(mut-)?binance-.*\.jsonl$/.test(file))
  : [];

// eslint-disable-next-line no-console -- a check that did not run should say so
if (files.length === 0) console.log('Skipped: no recorded streams of Binance in ../shared/data');

it('the recorded streams are all there, or none is', () => {
  expect(files.length === 0 || files.length >= 5).toBe(true);
});

if (files.length > 0) {
  describe.each(files)('%s', (file) => {
    const lines = readFileSync(join(RECORDINGS, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    const orders = lines.filter(({ kind }) => kind === 'order');

    it('orders: the same updates, to the digits of the average', () => {
      const told = orders.map(({ raw }) => mapBinance(raw));
      expect(told.map((mapped) => mapped.length)).toEqual(orders.map(() => 1));
      expect(told.flatMap(updatesOf).map((update) => checkUpdate(update, null))).toEqual(
        orders.map(({ order, raw }) => ({
          ...checkUpdate(withoutProfit(order), null),
          // The lines do not tell it.
          liquidity: liquidityOf(raw),
        })),
      );
    });

    it('positions: the same, a flat one without entry; their time is the one that orders have', () => {
      const positions = lines.filter(({ kind }) => kind === 'position');
      const told = positions.map(({ raw, rawIndex }) => {
        const mapped = mapBinance(raw).find((each) => each.kind === 'positions');
        return mapped?.positions[rawIndex ?? 0];
      });
      expect(told).toEqual(
        positions.map(({ raw, position }) => ({
          symbol: position?.symbol,
          positionSide: position?.positionSide,
          signedAmount: position?.signedAmount,
          entryPrice: Number(position?.entryPrice) === 0 ? null : position?.entryPrice,
          realizedPnl: canonicalDecimal(position?.realizedPnl ?? ''),
          timestamp: raw['T'] ?? raw['transactionId'],
        })),
      );
    });

    it('everything else: trades and balances, nothing unknown or wrong', () => {
      const kinds = new Set(lines.flatMap(({ raw }) => mapBinance(raw).map(({ kind }) => kind)));
      expect(
        [...kinds].filter((kind) => !['orders', 'positions', 'balances', 'trades'].includes(kind)),
      ).toEqual([]);
      const trades = lines.flatMap(({ raw }) =>
        mapBinance(raw).flatMap((each) => (each.kind === 'trades' ? each.trades : [])),
      );
      const fills = orders.flatMap(({ order }) =>
        order?.tradeId == null
          ? []
          : [[order.id, order.tradeId, order.lastFilled, canonicalDecimal(order.lastFilledPrice ?? '')]],
      );
      for (const { orderId, tradeId, quantity, price } of trades)
        expect(fills).toContainEqual([orderId, tradeId, quantity, price]);
    });

    it('as text: the same', () => {
      for (const { raw } of lines) expect(mapBinance(JSON.stringify(raw))).toEqual(mapBinance(raw));
    });

    it('leads to the state that the lines lead to', () => {
      const said = orders.map(({ order }) => withoutProfit(order));
      const told = orders.flatMap(({ raw }) => updatesOf(mapBinance(raw)));
      expect(stateAfter(told)).toEqual(stateAfter(said));
    });
  });
}

/** What the message of a fill says of its liquidity. */
function liquidityOf(raw: Line['raw']): 'MAKER' | 'TAKER' | null {
  const { l, lastFilledQuantity, m, isMakerTrade } = (raw['o'] ?? raw['order']) as Line['raw'];
  if (Number(l ?? lastFilledQuantity) === 0) return null;
  return (m ?? isMakerTrade) === true ? 'MAKER' : 'TAKER';
}

function updatesOf(mapped: readonly Mapped[]): readonly OrderUpdate[] {
  return mapped.flatMap((each) => (each.kind === 'orders' ? each.updates : []));
}

function withoutProfit(order: Line['order']): OrderUpdate {
  const { exchangeRealizedPnl: _, ...update } = order as NonNullable<Line['order']>;
  return update;
}

function stateAfter(updates: readonly OrderUpdate[]): unknown {
  const cache = new TestCache();
  const outcomes = updates.map((update) => cache.positions.applyUpdate(update).outcome);
  return { outcomes, orders: cache.orders.orders(), positions: cache.positions.positions() };
}
