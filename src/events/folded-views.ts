import type { Fill } from '../ledger/fill.js';
import { isFill } from '../ledger/ledger-item.js';
import { instantOf } from '../ledger/message-time.js';
import { nameOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { LegAccount } from '../positions/leg-account.js';
import { itemView } from '../positions/ledger-views.js';
import type { FillPair } from './fill-changes.js';

/** So many items of others are passed over before the next fill is looked up by its time. */
const NEAR = 200;

/** A fill of an order that is looked for. */
export interface WantedFill {
  readonly order: OrderEntry;
  readonly pair: FillPair;
}

/**
 * Fills as the ledgers of their legs have them. All of a turn are looked up in one pass over each ledger: a great many may be of one moment, and each
 * alone would pass over all of them.
 */
export class FoldedViews {
  private readonly views = new Map<OrderFill, Fill>();

  constructor(wanted: readonly WantedFill[]) {
    const byAccount = new Map<LegAccount, WantedFill[]>();
    for (const each of wanted) {
      if (each.pair.after === null) continue;
      const known = byAccount.get(each.pair.account);
      if (known === undefined) byAccount.set(each.pair.account, [each]);
      else known.push(each);
    }
    for (const [account, its] of byAccount) this.lookUp(account, its);
  }

  /** Null where a fill is settled, or counts as a correction. */
  of(fill: OrderFill): Fill | null {
    return this.views.get(fill) ?? null;
  }

  private lookUp(account: LegAccount, wanted: readonly WantedFill[]): void {
    const { ledger } = account;
    const fills = new Map<OrderEntry, Map<string, OrderFill>>();
    for (const { order, pair } of wanted) {
      const fill = pair.after as OrderFill;
      const known = fills.get(order);
      if (known === undefined) fills.set(order, new Map([[nameOfFill(fill), fill]]));
      else known.set(nameOfFill(fill), fill);
    }
    const times = wanted
      .map(({ pair }) => instantOf((pair.after as OrderFill).at))
      .sort((left, right) => left - right);
    let at = 0;
    while (at < times.length) {
      const start = at;
      let passed = 0;
      for (const folded of ledger.foldedBetween(ledger.indexAt(times[at] as number), ledger.size)) {
        const { item, owner } = folded;
        const time = instantOf(item.at);
        while (at < times.length && (times[at] as number) < time) at++;
        if (at === times.length) return;
        passed = times[at] === time ? 0 : passed + 1;
        if (passed > NEAR) break;
        if (owner === null || !isFill(item)) continue;
        const fill = fills.get(owner as OrderEntry)?.get(nameOfFill(item));
        if (fill === undefined) continue;
        const { kind: _, ...view } = itemView(account, folded, false) as Fill & { readonly kind: 'fill' };
        this.views.set(fill, view);
      }
      // The ledger ended.
      if (at === start || passed <= NEAR) return;
    }
  }
}
