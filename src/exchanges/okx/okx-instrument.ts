import { fromFixedPoint, SCALE, toFixedPoint } from '../../decimal/fixed-point.js';
import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { OkxInstrument } from './okx-messages.js';
import { OKX } from './okx-words.js';

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
export function mapOkxInstrument(message: unknown, read: FieldReader): InstrumentDefinition {
  const row = read.row<keyof OkxInstrument>(message);
  const instType = read.requiredText(row.instType, 'instType');
  const market = {
    exchange: OKX,
    symbol: read.requiredText(row.instId, 'instId'),
    priceIncrement: read.positive(row.tickSz, 'tickSz'),
  };
  if (instType === 'SPOT' || instType === 'MARGIN')
    return {
      ...market,
      kind: 'spot',
      base: read.text(row.baseCcy, 'baseCcy'),
      quote: read.text(row.quoteCcy, 'quoteCcy'),
    };
  const settle = read.requiredText(row.settleCcy, 'settleCcy');
  // An option's price is in the currency that it settles in.
  if (instType === 'OPTION')
    return { ...market, kind: 'linear', contractSize: contractSize(row, read), quote: settle, settle };
  const [, base = null, quote = null] = INDEX.exec(read.text(row.uly, 'uly') ?? '') ?? [];
  const kind = read.requiredChoice(row.ctType, 'ctType', CONTRACTS);
  return { ...market, kind, contractSize: contractSize(row, read), base, quote, settle };
}

function contractSize({ ctVal, ctMult }: Fields<keyof OkxInstrument>, read: FieldReader): string {
  const value = toFixedPoint(read.requiredPositive(ctVal, 'ctVal'));
  const multiplier = toFixedPoint(read.positive(ctMult, 'ctMult') ?? '1');
  return fromFixedPoint(value * multiplier, 2 * SCALE);
}
