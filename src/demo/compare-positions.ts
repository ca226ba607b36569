import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Position } from '../positions/position.js';
import type { ExchangePosition } from '../testing/exchange/scripted-position.js';

/** What the exchange holds of a market, with the sum of its funding. */
export interface HeldPosition extends ExchangePosition {
  readonly funding: string;
}

/** How the positions of an app differ from those of the exchange, in words; nothing where they are equal. */
export function comparePositions(ours: readonly Position[], theirs: readonly HeldPosition[]): string[] {
  const differences: string[] = [];
  for (const held of theirs) {
    const own = ours.find(({ exchange, symbol }) => exchange === held.exchange && symbol === held.symbol);
    const figures = [
      ['amount', own?.signedAmount ?? '0', held.signedAmount],
      ['entry price', rounded(own?.entryPrice), rounded(held.entryPrice)],
      ['realized profit', rounded(own?.realizedPnl), rounded(held.realizedPnl)],
      ['fees', own?.fees['USDT'] ?? '0', held.fees['USDT'] ?? '0'],
      ['funding', own?.adjustments['USDT'] ?? '0', held.funding],
    ] as const;
    for (const [what, is, should] of figures)
      if (is !== should) differences.push(`${held.symbol}: ${what} is ${is}, and ${should} at the exchange`);
  }
  const known = new Set(theirs.map(({ symbol }) => symbol));
  for (const { symbol, signedAmount } of ours)
    if (!known.has(symbol)) differences.push(`${symbol}: amount is ${signedAmount}, unknown to the exchange`);
  return differences;
}

/** To 12 digits: an average has no end, and each side rounds its own way there. */
function rounded(decimal: string | null | undefined): string {
  const unit = 1_000_000n;
  const value = toFixedPoint(decimal ?? '0');
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return fromFixedPoint(((value + half) / unit) * unit);
}
