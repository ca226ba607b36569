import { exactText, fromExactText, SCALE } from '../decimal/fixed-point.js';
import { legKey, legOfKey } from '../ledger/leg.js';
import type { AdjustmentItem, AdoptionItem } from '../ledger/ledger-item.js';
import type { AppliedAdjustment } from './adjustment.js';
import type { Adoption } from './adoption.js';

/** The payload of an adjustment as it is stored: JSON, every amount with all its digits. */
export function encodeAdjustment({ item, appliedAt, isSettled, ...leg }: AppliedAdjustment): string {
  const { id, adjustmentKind, quantity, price, amount, currency, reason, at } = item;
  return JSON.stringify([
    legKey(leg),
    id,
    adjustmentKind,
    exactText(quantity, SCALE),
    price === null ? null : exactText(price, SCALE),
    exactText(amount, SCALE),
    currency,
    reason,
    at,
    appliedAt,
    isSettled ? 1 : 0,
  ]);
}

/** The inverse of `encodeAdjustment`. @throws if the payload is not what that writes. */
export function decodeAdjustment(payload: string): AppliedAdjustment {
  const [leg, id, adjustmentKind, quantity, price, amount, currency, reason, at, appliedAt, isSettled] =
    JSON.parse(payload) as [
      string,
      string,
      AdjustmentItem['adjustmentKind'],
      string,
      string | null,
      string,
      string | null,
      string | null,
      number,
      number,
      number,
    ];
  const item: AdjustmentItem = {
    kind: 'adjustment',
    id,
    adjustmentKind,
    quantity: fromExactText(quantity, SCALE),
    price: price === null ? null : fromExactText(price, SCALE),
    amount: fromExactText(amount, SCALE),
    currency,
    reason,
    at,
  };
  return { ...legOfKey(leg), item, appliedAt, isSettled: isSettled === 1 };
}

/** The payload of a snapshot that was adopted, as it is stored. */
export function encodeAdoption({ exchange, leg, named, item, adoptedAt }: Adoption): string {
  const { id, quantity, entryPrice, at } = item;
  const price = entryPrice === null ? null : exactText(entryPrice, SCALE);
  return JSON.stringify([
    exchange,
    leg === null ? null : legKey(leg),
    id,
    exactText(quantity, SCALE),
    price,
    at,
    adoptedAt,
    named,
  ]);
}

/** The inverse of `encodeAdoption`. @throws if the payload is not what that writes. */
export function decodeAdoption(payload: string): Adoption {
  const [exchange, leg, id, quantity, price, at, adoptedAt, named] = JSON.parse(payload) as [
    string,
    string | null,
    string,
    string,
    string | null,
    number,
    number,
    string[],
  ];
  const item: AdoptionItem = {
    kind: 'adoption',
    id,
    quantity: fromExactText(quantity, SCALE),
    entryPrice: price === null ? null : fromExactText(price, SCALE),
    at,
  };
  return { exchange, leg: leg === null ? null : legOfKey(leg), named, item, adoptedAt };
}
