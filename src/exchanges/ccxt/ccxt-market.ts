import { canonicalDecimal } from '../../decimal/decimal-text.js';
import type { InstrumentDefinition, InstrumentKind } from '../../instruments/instrument.js';
import type { FieldReader } from '../field-reader.js';
import { isRecord } from '../row.js';
import type { Fields } from '../row.js';
import type { CcxtMarket } from './ccxt-structures.js';

type Market = Fields<keyof CcxtMarket>;

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
  read: FieldReader,
  precisionMode: number,
): InstrumentDefinition | null {
  const row = read.row<keyof CcxtMarket>(market);
  const kind = kindOf(row, read);
  if (kind === null) return null;
  return {
    exchange,
    symbol: read.requiredText(row.symbol, 'symbol'),
    kind,
    contractSize: kind === 'spot' ? null : read.requiredPositive(row.contractSize, 'contractSize'),
    base: read.text(row.base, 'base'),
    quote: read.text(row.quote, 'quote'),
    settle: read.text(row.settle, 'settle'),
    priceIncrement: priceIncrement(row, read, precisionMode),
  };
}

function kindOf(row: Market, read: FieldReader): InstrumentKind | null {
  const is = (kind: 'option' | 'contract' | 'spot' | 'linear' | 'inverse'): boolean =>
    read.flag(row[kind], kind) === true;
  if (is('option')) return null;
  if (!is('contract')) return is('spot') ? 'spot' : null;
  if (is('linear')) return 'linear';
  return is('inverse') ? 'inverse' : null;
}

function priceIncrement({ precision }: Market, read: FieldReader, precisionMode: number): string | null {
  if (!isRecord(precision)) return null;
  const price = read.at('precision').signedDecimal(precision['price'], 'price');
  if (price === null || (precisionMode !== TICK_SIZE && precisionMode !== DECIMAL_PLACES)) return null;
  if (precisionMode === DECIMAL_PLACES) return step(price);
  return price === '0' || price.startsWith('-') ? null : price;
}

/** The step of a number of decimal places: `0.01` for 2. */
function step(places: string): string | null {
  if (places === '0') return '1';
  return /^\d{1,2}$/.test(places) ? canonicalDecimal(`0.${'1'.padStart(Number(places), '0')}`) : null;
}
