import { refusalReason } from '../orders/update-result.js';
import type { Gate } from '../state/gate.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
import type { Table } from '../state/table.js';
import type { AppliedBalance, Balance, BalanceFilter, BalanceUpdate } from './balance.js';
import { checkBalance } from './balance-check.js';
import { balanceKey } from './balance-key.js';
import { mergeBalance } from './merge-balance.js';

/** The balances of a scope's accounts: the latest that was heard of each asset. */
export class BalanceService {
  constructor(
    private readonly table: Table<Balance>,
    private readonly gate: Gate,
    private readonly limits: Limits = NO_LIMITS,
  ) {}

  /** Takes what a message tells of a balance; an older message never changes what a later one said. */
  applyBalance(update: BalanceUpdate): AppliedBalance {
    try {
      return this.gate.change(
        [update],
        (again) => this.applyBalance(...again),
        () => {
          const checked = checkBalance(update);
          const key = balanceKey(checked);
          const { outcome, balance } = mergeBalance(this.table.get(key), checked);
          if (balance !== null && !this.table.has(key)) this.limits.admit('balances');
          if (balance !== null) this.table.put(key, balance);
          return { outcome };
        },
      );
    } catch (error) {
      return { outcome: 'rejected', ...refusalReason(error) };
    }
  }

  /** The latest balance of an asset, or null if none was heard of. */
  balance(exchange: string, account: string, asset: string): Balance | null {
    this.gate.pass();
    return this.table.get(balanceKey({ exchange, account, asset }));
  }

  /** All balances that match, zero ones too. */
  balances(filter: BalanceFilter = {}): Balance[] {
    this.gate.pass();
    return Array.from(this.table.values()).filter((balance) => matches(balance, filter));
  }
}

function matches(balance: Balance, { exchange, account, asset }: BalanceFilter): boolean {
  return (
    (exchange === undefined || balance.exchange === exchange) &&
    (account === undefined || balance.account === account) &&
    (asset === undefined || balance.asset === asset)
  );
}
