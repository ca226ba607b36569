import type { LegAccount } from '../positions/leg-account.js';
import { nameOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';

/** A fill of an order on a leg, before a turn and after it; null where there was none. */
export interface FillPair {
  readonly account: LegAccount;
  readonly before: OrderFill | null;
  after: OrderFill | null;
  /** It counted before its order was forgotten, and was reported once more. */
  isKnown: boolean;
}

/** What became of an order's fills in one turn: what was taken out and entered again as it was, is no change. */
export class FillChanges {
  private readonly pairs = new Map<string, FillPair>();

  taken(account: LegAccount, fill: OrderFill): void {
    const name = nameOn(account, fill);
    const known = this.pairs.get(name);
    if (known === undefined) this.pairs.set(name, { account, before: fill, after: null, isKnown: false });
    else known.after = null;
  }

  entered(account: LegAccount, fill: OrderFill, isKnown: boolean): void {
    const name = nameOn(account, fill);
    const known = this.pairs.get(name);
    if (known === undefined) this.pairs.set(name, { account, before: null, after: fill, isKnown });
    else known.after = fill;
  }

  /** Takes over what became of the fills of an order that turned out to be this one. */
  merge(other: FillChanges): void {
    for (const [name, pair] of other.pairs) {
      const known = this.pairs.get(name);
      // The other order's fills were there before, and are this order's now. What both had counts once from now on.
      if (known === undefined) this.pairs.set(name, pair);
      else if (known.before === null) this.pairs.set(name, { ...known, before: pair.before });
      else this.pairs.set(`${name} twice`, pair);
    }
  }

  /** What is other than before the turn, in the order in which it was first touched. */
  *changed(): Generator<FillPair> {
    for (const pair of this.pairs.values()) if (pair.before !== pair.after && !pair.isKnown) yield pair;
  }
}

function nameOn({ positionSide }: LegAccount, fill: OrderFill): string {
  return `${positionSide} ${nameOfFill(fill)}`;
}
