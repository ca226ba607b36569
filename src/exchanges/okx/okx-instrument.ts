import { fromFixedPoint, SCALE, toFixedPoint } from '../../decimal/fixed-point.js';
import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import { MessageRow } from '../message-row.js';
import type { OkxInstrument } from './okx-messages.js';
import { OKX } from './okx-words.js';

type InstrumentRow = MessageRow<keyof OkxInstrument>;

/** An index is named by its two currencies. */
const INDEX = /^([^-]+)-([^-]+)$/;

const CONTRACTS: ReadonlyMap<string, InstrumentKind> = new Map([
  ['linear', 'linear'],
  ['inverse', 'inverse'],
]);

/**
 * A row of the `instruments` channel. Order updates do not tell the contract size: register a market before its orders come in.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxInstrument(message: unknown, place: string): InstrumentDefinition {
  const row: InstrumentRow = new MessageRow(message, place);
  const instType = row.requiredText('instType');
  const market = {
    exchange: OKX,
    symbol: row.requiredText('instId'),
    priceIncrement: row.positive('tickSz'),
  };
  if (instType === 'SPOT' || instType === 'MARGIN')
    return { ...market, kind: 'spot', base: row.text('baseCcy'), quote: row.text('quoteCcy') };
  const settle = row.requiredText('settleCcy');
  // An option's price is in the currency that it settles in.
  if (instType === 'OPTION')
    return { ...market, kind: 'linear', contractSize: contractSize(row), quote: settle, settle };
  const [, base = null, quote = null] = INDEX.exec(row.text('uly') ?? '') ?? [];
  const kind = row.requiredChoice('ctType', CONTRACTS);
  return { ...market, kind, contractSize: contractSize(row), base, quote, settle };
}

function contractSize(row: InstrumentRow): string {
  const value = toFixedPoint(row.requiredPositive('ctVal'));
  const multiplier = toFixedPoint(row.positive('ctMult') ?? '1');
  return fromFixedPoint(value * multiplier, 2 * SCALE);
}
