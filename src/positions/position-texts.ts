import { frozenAmounts } from '../decimal/amounts.js';
import type { Leg } from '../ledger/leg.js';
import type { Figures } from '../ledger/ledger.js';
import type { Mark, ShownPosition } from './position-view.js';
import type { Position } from './position.js';

/** What of a position follows from its figures, as text. */
export type PositionTexts = Pick<
  Position,
  | 'signedAmount'
  | 'entryPrice'
  | 'deficit'
  | 'peakAmount'
  | 'averageClosePrice'
  | 'realizedReturn'
  | 'realizedPnl'
  | 'netRealizedPnl'
  | 'fees'
  | 'unrealizedPnl'
>;

/** A position with these texts. Each caller makes them in its call, so that the compiler makes no object of them. */
export function withTexts(
  { exchange, symbol, positionSide }: Leg,
  figures: Figures,
  mark: Mark | null,
  before: ShownPosition | null,
  texts: PositionTexts,
): Position {
  const { adjustments, openedAt, closedAt, updatedAt } = figures;
  const { signedAmount, deficit } = texts;
  const isOpen = signedAmount !== '0';
  return Object.freeze({
    exchange,
    symbol,
    positionSide,
    side: !isOpen ? 'FLAT' : signedAmount.startsWith('-') ? 'SHORT' : 'LONG',
    signedAmount,
    entryPrice: texts.entryPrice,
    deficit,
    peakAmount: texts.peakAmount,
    averageClosePrice: texts.averageClosePrice,
    realizedReturn: texts.realizedReturn,
    realizedPnl: texts.realizedPnl,
    netRealizedPnl: texts.netRealizedPnl,
    fees: texts.fees,
    adjustments:
      before?.figures.adjustments === adjustments ? before.position.adjustments : frozenAmounts(adjustments),
    unrealizedPnl: texts.unrealizedPnl,
    markPrice: mark === null ? null : mark.price,
    markAgeMs: mark === null ? null : mark.ageMs,
    openedAt: isOpen ? openedAt : null,
    // A leg that owes something went flat when it began to.
    closedAt: deficit === '0' ? closedAt : openedAt,
    updatedAt,
  });
}
