import { canonicalDecimal } from '../decimal/decimal-text.js';
import type { Instrument, InstrumentDefinition, InstrumentKind } from './instrument.js';
import { InvalidInstrumentError } from './instruments.errors.js';

const MAX_TEXT = 512;
const KINDS: ReadonlySet<unknown> = new Set<InstrumentKind>(['spot', 'linear', 'inverse']);
const FIELDS: ReadonlySet<string> = new Set<keyof InstrumentDefinition>([
  'exchange', 'symbol', 'kind', 'contractSize', 'base', 'quote', 'settle', 'priceIncrement',
]); // prettier-ignore

/**
 * Checks a definition and copies it, with the defaults for what it leaves out.
 *
 * @throws {InvalidInstrumentError} naming the field that is wrong.
 */
export function checkInstrument(definition: InstrumentDefinition): Instrument {
  const check = new Check(definition);
  const kind = check.kind();
  const base = check.text('base');
  const quote = check.text('quote');
  return Object.freeze({
    exchange: check.name('exchange'),
    symbol: check.name('symbol'),
    kind,
    contractSize: check.decimal('contractSize') ?? '1',
    base,
    quote,
    settle: check.text('settle') ?? (kind === 'inverse' ? base : quote),
    priceIncrement: check.decimal('priceIncrement'),
  });
}

class Check {
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(definition: InstrumentDefinition) {
    if (typeof definition !== 'object' || definition === null || Array.isArray(definition))
      throw new InvalidInstrumentError('?', 'instrument', 'must be an object');
    this.given = definition as unknown as Readonly<Record<string, unknown>>;
    for (const field of Object.keys(definition))
      if (!FIELDS.has(field))
        throw this.fault(field, `is not a field of an instrument; its fields are ${[...FIELDS].join(', ')}`);
  }

  kind(): InstrumentKind {
    const kind = this.given['kind'] ?? 'linear';
    if (!KINDS.has(kind)) throw this.fault('kind', 'must be spot, linear or inverse');
    return kind as InstrumentKind;
  }

  name(field: string): string {
    const text = this.text(field);
    if (text === null) throw this.fault(field, 'is missing');
    return text;
  }

  text(field: string): string | null {
    const value = this.given[field] ?? null;
    if (value === null) return null;
    const isText =
      typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && value.isWellFormed();
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    if (!isText || /[\u0000-\u001f\u007f-\u009f]/.test(value))
      throw this.fault(field, `must be text of 1 to ${MAX_TEXT} characters without control characters`);
    return value;
  }

  decimal(field: string): string | null {
    const value = this.given[field] ?? null;
    if (value === null) return null;
    const decimal = typeof value === 'string' ? canonicalDecimal(value) : null;
    if (decimal === null || decimal === '0' || decimal.startsWith('-'))
      throw this.fault(field, 'must be a decimal string above zero such as "0.01"');
    return decimal;
  }

  private fault(field: string, reason: string): InvalidInstrumentError {
    return new InvalidInstrumentError(JSON.stringify(this.given['symbol'] ?? null), field, reason);
  }
}
