import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExactJson } from '../../src/exchanges/exact-json.js';
import { mapBinance, mapBybit, mapOkx } from '../../src/index.js';
import type { InstrumentDefinition, Mapped, OrderUpdate } from '../../src/index.js';

/** Where streams lie that others recorded at exchanges; they are no part of this repository. */
const FOLDER = process.env['RECORDINGS'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

const MAPPERS: ReadonlyMap<string, (message: unknown) => readonly Mapped[]> = new Map([
  ['binance', mapBinance],
  ['bybit', mapBybit],
  ['okx', mapOkx],
]);

/** What is held of a leg at the end of a recording that began flat, as its exchange said. */
export interface RecordedEnd {
  readonly symbol: string;
  readonly positionSide: string;
  readonly signedAmount: string;
  readonly realizedPnl: string | null;
}

/** A recorded stream, in both its forms. */
export interface Recording {
  readonly file: string;
  readonly instruments: readonly InstrumentDefinition[];
  /** Its orders as the recording normalized them. */
  readonly normalized: readonly (readonly Mapped[])[];
  /** What the exchange's own messages tell, all of them; null where there is no mapper of the exchange. */
  readonly raw: readonly (readonly Mapped[])[] | null;
  readonly ends: readonly RecordedEnd[];
}

interface Line {
  readonly kind: 'order' | 'position' | 'aux';
  readonly exchange: string;
  readonly raw: unknown;
  readonly order?: OrderUpdate & { readonly exchangeRealizedPnl?: string | null };
}

interface IndexEntry {
  readonly file: string;
  readonly start: string;
  readonly expected: readonly (Omit<RecordedEnd, 'realizedPnl'> & {
    readonly realizedPnlDelta: string | null;
  })[];
}

/** The recorded streams that have orders; none where the folder is not there. */
export function recordings(): Recording[] {
  if (!existsSync(FOLDER)) return [];
  const index = JSON.parse(readFileSync(join(FOLDER, 'INDEX.json'), 'utf8')) as readonly IndexEntry[];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => recordingOf(file, index))
    .filter(({ normalized }) => normalized.length > 0);
}

function recordingOf(file: string, index: readonly IndexEntry[]): Recording {
  const texts = readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((text) => text !== '');
  // Large ids are JSON numbers in some raw messages.
  const lines = texts.map((text) => ({
    ...(JSON.parse(text) as Line),
    raw: (parseExactJson(text) as Line).raw,
  }));
  const orders = lines.flatMap(({ order }) => (order === undefined ? [] : [order]));
  const map = MAPPERS.get(lines[0]?.exchange ?? '');
  const entry = index.find((each) => each.file === file);
  return {
    file,
    instruments: instrumentsOf(orders),
    normalized: orders.map((order) => [{ kind: 'orders', updates: [withoutProfit(order)] }]),
    raw: map === undefined ? null : lines.map(({ raw }) => map(raw)),
    ends: entry?.start === 'flat' ? entry.expected.map(endOf) : [],
  };
}

/** Raw messages do not tell contract sizes: an exchange tells them with its instruments. */
function instrumentsOf(orders: readonly OrderUpdate[]): InstrumentDefinition[] {
  const sizes = new Map(
    orders.map(({ exchange, symbol, contractSize }) => [symbol, { exchange, symbol, contractSize }]),
  );
  return [...sizes.values()].flatMap(({ exchange, symbol, contractSize }) =>
    contractSize == null ? [] : [{ exchange, symbol, contractSize }],
  );
}

function withoutProfit(order: NonNullable<Line['order']>): OrderUpdate {
  const { exchangeRealizedPnl: _, ...update } = order;
  return update;
}

function endOf({
  symbol,
  positionSide,
  signedAmount,
  realizedPnlDelta,
}: IndexEntry['expected'][number]): RecordedEnd {
  return { symbol, positionSide, signedAmount, realizedPnl: realizedPnlDelta };
}
