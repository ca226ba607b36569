import { canonicalDecimal } from '../decimal/decimal-text.js';
import type { OrderUpdate } from '../orders/order.js';
import { rereadExactly } from '../exchanges/exact-json.js';
import { LineFault } from './line-fault.js';
import { hasMapper, rawUpdate } from './raw-update.js';
import type { OrderLine, PositionLine, StreamLine } from './stream.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a line of a recorded stream. @returns null for an `aux` line, which tells nothing of positions.
 *
 * @param isRaw whether updates are made from the exchange's own messages, where it has a mapper, not taken as they were normalized.
 * @throws {LineFault} saying what is wrong.
 */
export function parseLine(text: string, isRaw = false): StreamLine | null {
  const line = members(parseJson(text), 'the line');
  const exchange = string(line['exchange'], 'exchange');
  switch (line['kind']) {
    case 'order': {
      const normalized = orderLine(exchange, members(line['order'], 'order'));
      return isRaw && hasMapper(exchange)
        ? { ...normalized, update: updateOfRaw(normalized, text) }
        : normalized;
    }
    case 'position':
      return positionLine(exchange, members(line['position'], 'position'), line['raw']);
    case 'aux':
      return null;
    default:
      throw new LineFault('has no kind of "order", "position" or "aux"');
  }
}

function orderLine(exchange: string, order: Members): OrderLine {
  const { exchangeRealizedPnl, ...update } = order;
  // Its position would be looked for at another exchange, and nothing be compared.
  if (typeof update['exchange'] === 'string' && update['exchange'] !== exchange) {
    throw new LineFault(`order.exchange is ${update['exchange']}, and the line's exchange is ${exchange}`);
  }
  string(update['symbol'], 'order.symbol');
  return {
    kind: 'order',
    exchange,
    // What else is wrong with an update, the cache says by rejecting it.
    update: update as unknown as OrderUpdate,
    realizedPnl: optionalDecimal(exchangeRealizedPnl, 'order.exchangeRealizedPnl'),
  };
}

/** Contract sizes are the market's, and not in the messages of its orders. */
function updateOfRaw({ exchange, update }: OrderLine, text: string): OrderUpdate {
  const { raw, rawIndex } = rereadExactly(text) as Members;
  const mapped = rawUpdate(exchange, raw, Number(rawIndex ?? 0));
  return update.contractSize == null ? mapped : { ...mapped, contractSize: update.contractSize };
}

function positionLine(exchange: string, position: Members, raw: unknown): PositionLine {
  return {
    kind: 'position',
    exchange,
    position: {
      symbol: string(position['symbol'], 'position.symbol'),
      positionSide: string(position['positionSide'], 'position.positionSide'),
      signedAmount: decimal(position['signedAmount'], 'position.signedAmount'),
      entryPrice: optionalDecimal(position['entryPrice'], 'position.entryPrice'),
      realizedPnl: optionalDecimal(position['realizedPnl'], 'position.realizedPnl'),
    },
    isOfFill: isOfFill(raw),
  };
}

/** Binance tells the reason of a position message; others send one for fills only. */
function isOfFill(raw: unknown): boolean {
  const { a, updateData } = (raw ?? {}) as {
    readonly a?: { readonly m?: unknown };
    readonly updateData?: { readonly updateEventType?: unknown };
  };
  const reason = a?.m ?? updateData?.updateEventType;
  return reason === undefined || reason === 'ORDER';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LineFault(`is not JSON (${(error as Error).message})`);
  }
}

function members(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineFault(`${name} is not an object`);
  }
  return value as Members;
}

function string(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new LineFault(`${name} is not a string`);
  return value;
}

function optionalDecimal(value: unknown, name: string): string | null {
  return value === undefined || value === null ? null : decimal(value, name);
}

function decimal(value: unknown, name: string): string {
  // Exchanges write "-0.0" for what rounds to nothing.
  const text = typeof value === 'string' ? value.replace(/^-(?=0(?:\.0*)?$)/, '') : '';
  const canonical = canonicalDecimal(text);
  if (canonical === null) throw new LineFault(`${name} is not a decimal string`);
  return canonical;
}
