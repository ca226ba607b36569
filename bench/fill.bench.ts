import type { OrderUpdate } from '../src/orders/order.js';
import type { OrderRecord } from '../src/orders/order-record.js';
import { BenchCache } from './bench-cache.js';
import { DecimalLedger } from './decimal-ledger.js';
import { FixedPointLedger } from './fixed-point-ledger.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Portion } from './portion.js';
import type { Side } from './rounds.js';
import { isFills } from './workload.js';

type Portions = readonly Portion<OrderUpdate>[];

/** A fill as it arrives, and its order after it. */
interface Filled {
  readonly update: OrderUpdate;
  readonly order: OrderRecord;
}

/** Fills: the accounting alone, and with all that `applyUpdate` does, against the same accounting on decimal.js. */
export async function fills(portions: Portions, { rounds }: Plan): Promise<Row[]> {
  const filled = merged(portions);
  const accounts = await repeated(rounds, () => {
    const [exact, decimal] = [new FixedPointLedger(), new DecimalLedger()];
    return sideBySide<Filled, 'exact' | 'decimal'>(filled, {
      exact: {
        work: (items) => {
          for (const { order } of items) exact.apply(order);
        },
      },
      decimal: {
        work: (items) => {
          for (const { update } of items) decimal.apply(update);
        },
      },
    });
  });
  const whole = await repeated(rounds, () => {
    const [cache, ledger] = [new BenchCache(), new DecimalLedger()];
    const decimal: Side<OrderUpdate> = {
      work: (updates) => {
        for (const update of updates) ledger.apply(update);
      },
    };
    const sides = { applying: cache.applying(), merging: new BenchCache().merging(), decimal };
    const times = sideBySide(portions, sides, isFills);
    assertSameAccounts(cache, ledger);
    return times;
  });
  return [
    {
      what: 'accounting of a fill on decimal.js / the same on fixed-point integers',
      values: ratios(accounts.decimal, accounts.exact),
      goal: { atLeast: 5 },
    },
    {
      what: 'accounting of a fill on decimal.js / all of applyUpdate, its order included',
      values: ratios(whole.decimal, whole.applying),
      goal: { atLeast: 5 },
    },
    {
      what: 'applyUpdate of a fill / order update of a fill',
      values: ratios(whole.applying, whole.merging),
      goal: { atMost: 3 },
    },
  ];
}

/** The fills of the workload, each with its order as it was merged. */
function merged(portions: Portions): Portion<Filled>[] {
  const { orders, tables } = new BenchCache();
  return portions
    .map((portion) => {
      const items = portion().map((update) => {
        orders.orderStatusUpdate(update);
        const [entry] = tables.orders.index.withId(update.id as string);
        if (entry === undefined) throw new Error(`order ${update.id} was not kept`);
        return { update, order: entry.record };
      });
      return () => items;
    })
    .filter((_, portion) => isFills(portion));
}

/** A comparison of two accounts that differ would say nothing. */
function assertSameAccounts({ positions }: BenchCache, ledger: DecimalLedger): void {
  for (const [symbol, { quantity, realizedPnl, fees }] of ledger.positions) {
    const position = positions.position(symbol);
    const same =
      quantity.equals(position?.signedAmount ?? NaN) &&
      realizedPnl.toDecimalPlaces(18).equals(position?.realizedPnl ?? NaN) &&
      fees.get('USDT')?.equals(position?.fees['USDT'] ?? NaN);
    if (same !== true) throw new Error(`the accounts of ${symbol} differ`);
  }
}
