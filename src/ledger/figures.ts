import type { LegState } from './leg-state.js';
import { UnitState } from './unit-state.js';

/** What a leg is, counted either way: in units where that can be. */
export type Figures = LegState | UnitState;

/** The same in fixed-point integers. */
export function stateOf(figures: Figures): LegState {
  return figures instanceof UnitState ? figures.state : figures;
}
