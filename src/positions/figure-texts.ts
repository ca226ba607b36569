import { exactText, SCALE } from '../decimal/fixed-point.js';
import { MAX_UNITS, textOfUnits } from '../decimal/units.js';
import { costDigits } from '../ledger/contract-cost.js';
import { stateOf } from '../ledger/figures.js';
import type { Figures } from '../ledger/figures.js';
import { UnitState } from '../ledger/unit-state.js';
import type { UnitCloses } from '../ledger/unit-state.js';
import { realizedStep } from './realized-step.js';

/** The quantity of a leg with its sign, as a decimal. */
export function quantityText(figures: Figures): string {
  return figures instanceof UnitState
    ? textOfUnits(figures.quantity, figures.scale.quantityDigits)
    : exactText(figures.quantity, SCALE);
}

/** What a leg costs, as a decimal with all its digits. */
export function costText(figures: Figures): string {
  if (!(figures instanceof UnitState)) return exactText(figures.cost, costDigits(figures.kind));
  const { wideCost, cost, scale } = figures;
  return wideCost === null ? textOfUnits(cost, scale.costDigits) : exactText(wideCost.value, 2 * SCALE);
}

/** See `realizedStep`. */
export function realizedStepText(from: Figures, to: Figures): string {
  if (!(from instanceof UnitState && to instanceof UnitState))
    return exactText(realizedStep(stateOf(from), stateOf(to)), SCALE);
  const [before, after] = [from.closes, to.closes];
  // Adding realizes nothing.
  if (before === after) return '0';
  if (before.wideCost === null && after.wideCost === null && before.scale === after.scale) {
    const step = realizedUnits(after) - realizedUnits(before);
    if (Math.abs(step) <= MAX_UNITS) return textOfUnits(step, after.scale.costDigits);
  }
  return exactText(after.realized - before.realized, SCALE);
}

function realizedUnits({ cash, held, cost }: UnitCloses): number {
  return held < 0 ? cash - cost : cash + cost;
}
