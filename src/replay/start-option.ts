import { canonicalDecimal } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { LegStart } from './leg-start.js';

/** A `--start` as it was given. */
export interface StartOption {
  /** As it was written, for messages. */
  readonly text: string;
  /** A symbol, or an exchange and a symbol with a colon between: which of the two, the streams tell. */
  readonly name: string;
  readonly positionSide: string;
  readonly start: LegStart;
}

export const START_FORM = '[EXCHANGE:]SYMBOL:NET|LONG|SHORT:AMOUNT@PRICE[:PNL]';

const START = /^(?<name>.+):(?<leg>NET|LONG|SHORT):(?<amount>[^:@]+)@(?<price>[^:@]+)(?::(?<pnl>[^:@]+))?$/;

/** Reads one `--start`. @returns it, or what is wrong with it. */
export function readStart(text: string): StartOption | string {
  const { name, leg, amount = '', price = '', pnl } = START.exec(text)?.groups ?? {};
  if (name === undefined || leg === undefined) return `is not ${START_FORM}`;
  const signedAmount = canonicalDecimal(amount);
  const entryPrice = canonicalDecimal(price);
  const realizedPnl = pnl === undefined ? null : canonicalDecimal(pnl);
  if (signedAmount === null) return `has the amount ${amount}, which is not a decimal`;
  if (entryPrice === null) return `has the price ${price}, which is not a decimal`;
  if (pnl !== undefined && realizedPnl === null) return `has the profit ${pnl}, which is not a decimal`;
  const held = toFixedPoint(signedAmount);
  if (held === 0n) return 'holds nothing; a leg starts flat without it';
  if (leg === 'LONG' && held < 0n) return 'is below zero, which a LONG leg never is';
  if (leg === 'SHORT' && held > 0n) return 'is above zero, which a SHORT leg never is; write it with a minus';
  if (toFixedPoint(entryPrice) <= 0n) return `has the price ${price}, which is not above zero`;
  return { text, name, positionSide: leg, start: { signedAmount, entryPrice, realizedPnl } };
}
