import type { OrderUpdate } from './order.js';
import { LimitReachedError } from '../state/limits.errors.js';
import { UpdateFault } from './update-fault.js';
import type { UpdateOutcome } from './update-outcome.js';

/** What became of an update, and of which order. */
export interface UpdateResult {
  readonly outcome: UpdateOutcome;
  /** The order's id, or its client id while no id is known; null if the update names none. */
  readonly orderId: string | null;
  /** Where `rejected`: the field that is wrong, and what is wrong with it. */
  readonly field?: string;
  readonly reason?: string;
  /** Where no field is wrong, but the scope holds as much as it may (`maxOrders` and others): send it again when there is room. */
  readonly code?: LimitReachedError['code'];
}

/** Why something was refused, for its result. */
export type RefusalReason =
  | { readonly field: string; readonly reason: string }
  | { readonly code: LimitReachedError['code']; readonly reason: string };

/** What a result says of a refusal; any other error goes on. */
export function refusalReason(error: unknown): RefusalReason {
  if (error instanceof UpdateFault) return { field: error.field, reason: error.reason };
  if (error instanceof LimitReachedError) return { code: error.code, reason: error.reason };
  throw error;
}

/** A refused update as a result; any other error goes on. */
export function rejection(update: OrderUpdate, error: unknown): UpdateResult {
  return { outcome: 'rejected', orderId: idOf(update), ...refusalReason(error) };
}

/** The order's id as a message names it, for the result of one that was refused. */
function idOf(update: unknown): string | null {
  if (typeof update !== 'object' || update === null) return null;
  const { id, clientOrderId } = update as { readonly id?: unknown; readonly clientOrderId?: unknown };
  if (typeof id === 'string') return id;
  return typeof clientOrderId === 'string' ? clientOrderId : null;
}
