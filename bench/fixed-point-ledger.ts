import { UNREGISTERED } from '../src/instruments/instrument.table.js';
import { joinReport, NO_EVIDENCE } from '../src/ledger/evidence.js';
import type { Evidence } from '../src/ledger/evidence.js';
import { foldItem } from '../src/ledger/fold-item.js';
import { flatState } from '../src/ledger/leg-state.js';
import type { LegState } from '../src/ledger/leg-state.js';
import type { CheckedUpdate } from '../src/orders/checked-update.js';
import { figuresAfter, NO_FIGURES } from '../src/orders/order-figures.js';
import type { OrderFigures } from '../src/orders/order-figures.js';
import type { OrderSide } from '../src/orders/order.js';

type OrderAccount = OrderFigures & { readonly evidence: Evidence };

const NO_ACCOUNT: OrderAccount = { ...NO_FIGURES, evidence: NO_EVIDENCE };
const OWNERS = { BUY: ownerOf('BUY'), SELL: ownerOf('SELL') };
const { kind, contractSize } = UNREGISTERED;

/** The cache's own accounting (evidence, the fills that follow from it, the fold) and nothing beside it: the counterpart of `DecimalLedger`. */
export class FixedPointLedger {
  private readonly positions = new Map<string, LegState>();
  private readonly orders = new Map<string, OrderAccount>();

  apply(update: CheckedUpdate): void {
    const id = update.id as string;
    const account = this.orders.get(id) ?? NO_ACCOUNT;
    const evidence = joinReport(account.evidence, update, update.timestamp as number);
    const { figures, change } = figuresAfter(account, evidence, termsOf);
    this.orders.set(id, { ...figures, evidence });
    let position = this.positions.get(update.symbol) ?? flatState(kind, contractSize);
    for (const fill of change.added) position = foldItem(position, fill, OWNERS[update.side], UNREGISTERED);
    this.positions.set(update.symbol, position);
  }
}

function termsOf(): never {
  throw new Error('a fill of the workload had to be inferred');
}

function ownerOf(side: OrderSide): Parameters<typeof foldItem>[2] {
  return { key: '', record: { id: null, clientOrderId: null, side } };
}
