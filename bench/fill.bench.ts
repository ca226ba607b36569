import type { OrderUpdate } from '../src/orders/order.js';
import type { CheckedUpdate } from '../src/orders/checked-update.js';
import { checkUpdate } from '../src/orders/update-check.js';
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

/** Fills: the accounting alone, and with all that `applyUpdate` does, against the same accounting on decimal.js. */
export async function fills(portions: Portions, { rounds }: Plan): Promise<Row[]> {
  const accounts = await repeated(rounds, () =>
    sideBySide(
      portions,
      { exact: new ExactAccounts(), decimal: decimalAccounts(new DecimalLedger()) },
      isFills,
    ),
  );
  const whole = await repeated(rounds, () => {
    const [cache, ledger] = [new BenchCache(), new DecimalLedger()];
    const sides = {
      applying: cache.applying(),
      merging: new BenchCache().merging(),
      decimal: decimalAccounts(ledger),
    };
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

/** The cache's accounting, of updates that were checked before the time begins. */
class ExactAccounts implements Side<OrderUpdate> {
  private readonly ledger = new FixedPointLedger();
  private checked: readonly CheckedUpdate[] = [];

  prepare(updates: readonly OrderUpdate[]): void {
    this.checked = updates.map((update) => checkUpdate(update, null));
  }

  work(): void {
    for (const update of this.checked) this.ledger.apply(update);
  }
}

function decimalAccounts(ledger: DecimalLedger): Side<OrderUpdate> {
  return {
    work: (updates) => {
      for (const update of updates) ledger.apply(update);
    },
  };
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
