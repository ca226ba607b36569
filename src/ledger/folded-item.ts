import { stateOf } from './figures.js';
import type { Figures } from './figures.js';
import type { CorrectionItem, FillOwner, LedgerItem } from './ledger-item.js';
import type { LegState } from './leg-state.js';

/** An item of a ledger, and what the leg was before and after it, as it was counted. */
export class FoldedItem {
  constructor(
    readonly item: LedgerItem | CorrectionItem,
    readonly owner: FillOwner | null,
    /** The owner as it was read: looking at this one does not wake it. */
    readonly of: FillOwner | null,
    readonly from: Figures,
    readonly to: Figures,
  ) {}

  get before(): LegState {
    return stateOf(this.from);
  }

  get after(): LegState {
    return stateOf(this.to);
  }
}
