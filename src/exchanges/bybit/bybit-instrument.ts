import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import { MessageRow } from '../message-row.js';
import { exchangeOf } from './bybit-market.js';
import type { BybitInstrument } from './bybit-messages.js';

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
export function mapBybitInstrument(message: unknown, place: string): InstrumentDefinition {
  const row = new MessageRow<keyof BybitInstrument>(message, place);
  // Options settle and are counted as linear contracts are.
  const contract = row.text('optionsType') === null ? row.choice('contractType', KINDS) : 'linear';
  const kind = contract ?? 'spot';
  const filter = new MessageRow<'tickSize'>(row.raw('priceFilter') ?? {}, `${place}.priceFilter`);
  return {
    exchange: exchangeOf(kind),
    symbol: row.requiredText('symbol'),
    kind,
    base: row.text('baseCoin'),
    quote: row.text('quoteCoin'),
    settle: row.text('settleCoin'),
    priceIncrement: filter.positive('tickSize'),
  };
}
