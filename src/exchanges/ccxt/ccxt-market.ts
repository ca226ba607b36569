import { canonicalDecimal } from '../../decimal/decimal-text.js';
import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import { isRecord, MessageRow } from '../message-row.js';
import type { CcxtMarket } from './ccxt-structures.js';

type MarketRow = MessageRow<keyof CcxtMarket>;

/** ccxt's precision modes: how `precision.price` is meant. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

/**
 * A unified market; null for one that is not accounted here: an option, an index, a contract that is neither linear nor inverse.
 *
 * @param precisionMode ccxt's `exchange.precisionMode`.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtMarket(
  exchange: string,
  market: unknown,
  place: string,
  precisionMode: number,
): InstrumentDefinition | null {
  const row: MarketRow = new MessageRow(market, place);
  const kind = kindOf(row);
  if (kind === null) return null;
  return {
    exchange,
    symbol: row.requiredText('symbol'),
    kind,
    contractSize: kind === 'spot' ? null : row.requiredPositive('contractSize'),
    base: row.text('base'),
    quote: row.text('quote'),
    settle: row.text('settle'),
    priceIncrement: priceIncrement(row, place, precisionMode),
  };
}

function kindOf(row: MarketRow): InstrumentKind | null {
  if (row.flag('option') === true) return null;
  if (row.flag('contract') !== true) return row.flag('spot') === true ? 'spot' : null;
  if (row.flag('linear') === true) return 'linear';
  return row.flag('inverse') === true ? 'inverse' : null;
}

function priceIncrement(row: MarketRow, place: string, precisionMode: number): string | null {
  const precision = row.raw('precision');
  if (!isRecord(precision)) return null;
  const price = new MessageRow<'price'>(precision, `${place}.precision`).signedDecimal('price');
  if (price === null || (precisionMode !== TICK_SIZE && precisionMode !== DECIMAL_PLACES)) return null;
  if (precisionMode === DECIMAL_PLACES) return step(price);
  return price === '0' || price.startsWith('-') ? null : price;
}

/** The step of a number of decimal places: `0.01` for 2. */
function step(places: string): string | null {
  if (places === '0') return '1';
  return /^\d{1,2}$/.test(places) ? canonicalDecimal(`0.${'1'.padStart(Number(places), '0')}`) : null;
}
