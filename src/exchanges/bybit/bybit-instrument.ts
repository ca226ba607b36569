import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import type { FieldReader } from '../field-reader.js';
import { exchangeOf } from './bybit-market.js';
import type { BybitInstrument } from './bybit-messages.js';

type PriceFilter = NonNullable<BybitInstrument['priceFilter']>;

const KINDS: ReadonlyMap<string, InstrumentKind> = new Map([
  ['LinearPerpetual', 'linear'],
  ['LinearFutures', 'linear'],
  ['InversePerpetual', 'inverse'],
  ['InverseFutures', 'inverse'],
]);

/**
 * A row of REST `market/instruments-info`. Bybit counts linear markets in the base currency and inverse ones in dollars, so that a contract
 * is one of either.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBybitInstrument(message: unknown, read: FieldReader): InstrumentDefinition {
  const row = read.row<keyof BybitInstrument>(message);
  // Options settle and are counted as linear contracts are.
  const contract =
    read.text(row.optionsType, 'optionsType') === null
      ? read.choice(row.contractType, 'contractType', KINDS)
      : 'linear';
  const kind = contract ?? 'spot';
  const ofFilter = read.at('priceFilter');
  const filter = ofFilter.row<keyof PriceFilter>(row.priceFilter ?? {});
  return {
    exchange: exchangeOf(kind),
    symbol: read.requiredText(row.symbol, 'symbol'),
    kind,
    base: read.text(row.baseCoin, 'baseCoin'),
    quote: read.text(row.quoteCoin, 'quoteCoin'),
    settle: read.text(row.settleCoin, 'settleCoin'),
    priceIncrement: ofFilter.positive(filter.tickSize, 'tickSize'),
  };
}
