import { expect } from '@jest/globals';
import type { AccountTrade, Adjustment, NewOrder, OrderUpdate, Snapshot } from '../../src/index.js';
import type { Services } from './convergence-scope.js';

/** A report, with the names that an order had or gets. */
export type Report = OrderUpdate & { readonly formerId?: string | null; readonly replaces?: string | null };

/** A trade that the exchange takes back. */
export interface Bust {
  readonly exchange: string;
  readonly symbol: string;
  readonly orderId: string;
  readonly tradeId: string;
  readonly timestamp: number;
}

/** One thing that a scope is told. All but `caller` is the exchange's. */
export type Message =
  | { readonly kind: 'report'; readonly update: Report }
  | { readonly kind: 'trade'; readonly trade: AccountTrade }
  /** Adopted. A flat leg may be missing where it is complete: then its time is the snapshot's own. */
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot & { readonly timestamp?: number } }
  | { readonly kind: 'adjustment'; readonly adjustment: Adjustment }
  | { readonly kind: 'bust'; readonly bust: Bust }
  | { readonly kind: 'caller'; readonly order: NewOrder };

/** Which call joins a report. The law: "All of them join the same evidence, positions follow from it, and none counts twice". */
export type Call = 'applyUpdate' | 'orderStatusUpdate' | 'both';
export const CALLS: readonly Call[] = ['applyUpdate', 'orderStatusUpdate', 'both'];

/** A message and the call that joins it. */
export interface Delivered {
  readonly message: Message;
  readonly call: Call;
}

/** Delivers a message; a refusal is an error. @returns the outcomes of its calls. */
export function deliver(services: Services, { message, call }: Delivered): readonly string[] {
  const results = callsOf(services, message, call);
  // Rule 12 refuses contradictions and malformed fields alone, and no message here has any.
  for (const result of results) {
    if (result.outcome === 'rejected') throw new Error(`rejected: ${JSON.stringify({ result, message })}`);
  }
  return results.map(({ outcome }) => outcome);
}

interface Result {
  readonly outcome: string;
}

function callsOf(
  { orders, positions, reconciliation, bustTrade }: Services,
  message: Message,
  call: Call,
): readonly Result[] {
  switch (message.kind) {
    case 'report': {
      const { update } = message;
      const results: Result[] = [];
      if (call !== 'applyUpdate') results.push(orders.orderStatusUpdate(update));
      if (call !== 'orderStatusUpdate') results.push(positions.applyUpdate(update));
      return results;
    }
    case 'trade':
      return [positions.applyTrade(message.trade)];
    case 'snapshot':
      reconciliation.reconcile(message.snapshot, { adopt: true });
      return [];
    case 'adjustment':
      return [positions.applyAdjustment(message.adjustment)];
    case 'bust':
      return [bustTrade(message.bust)];
    case 'caller':
      orders.orderInitialized(message.order);
      return [];
  }
}

/** Delivers messages that were delivered before: each tells by its outcome that nothing changed. */
export function deliverAgain(services: Services, messages: readonly Delivered[]): void {
  for (const each of messages) {
    for (const outcome of deliver(services, each)) expect(['duplicate', 'stale']).toContain(outcome);
  }
}

/** Messages to read and to copy, one a line; null is as good as left out. */
export function asLines(messages: readonly Message[]): string {
  const lines = messages.map((message) =>
    JSON.stringify(message, (_, value: unknown) => (value === null ? undefined : value)),
  );
  return lines.join('\n');
}
