import type { Mapped } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { mapEach, mapMessage } from '../map-message.js';
import { mapList, mapRows } from '../map-rows.js';
import type { MapRows } from '../map-rows.js';
import { isRecord } from '../row.js';
import { mapOkxBalance } from './okx-balance.js';
import { OKX_LAYOUTS } from './okx-layouts.js';
import { mapOkxInstrument } from './okx-instrument.js';
import { mapOkxOrder } from './okx-order.js';
import { mapOkxPosition } from './okx-position.js';
import { OKX } from './okx-words.js';

const orders: MapRows = (rows, read) =>
  mapRows(rows, read, mapOkxOrder, (updates) => ({ kind: 'orders', updates }));

const positions: MapRows = (rows, read) =>
  mapRows(rows, read, mapOkxPosition, (told) => ({ kind: 'positions', exchange: OKX, positions: told }));

const balances: MapRows = (rows, read) =>
  mapRows(rows, read, mapOkxBalance, (told) => ({ kind: 'balances', balances: told }));

const instruments: MapRows = (rows, read) =>
  mapRows(rows, read, mapOkxInstrument, (told) => ({ kind: 'instruments', instruments: told }));

const accounts: MapRows = (rows, read) =>
  rows.flatMap((row, at) => mapList(row, 'details', read.at(at), balances));

const balancesAndPositions: MapRows = (rows, read) =>
  rows.flatMap((row, at) => [
    ...mapList(row, 'balData', read.at(at), balances),
    ...mapList(row, 'posData', read.at(at), positions),
  ]);

const CHANNELS: ReadonlyMap<unknown, MapRows> = new Map([
  ['orders', orders],
  ['positions', positions],
  ['account', accounts],
  ['balance_and_position', balancesAndPositions],
  ['instruments', instruments],
]);

/** What a row is, where no channel says so: the fields that only such rows have. */
const SHAPES: readonly (readonly [readonly string[], MapRows])[] = [
  [['ordId', 'state', 'sz'], orders],
  [['posId', 'pos'], positions],
  [['details'], accounts],
  [['balData'], balancesAndPositions],
  [['instId', 'tickSz'], instruments],
];

/**
 * What a message of OKX's v5 API tells: a push of the private WebSocket channels `orders`, `positions`, `account`,
 * `balance_and_position` and of `instruments`, as text or parsed, as `okx-api` hands it on; a REST answer; the list or the single row in
 * one; or a list of messages. Never throws.
 */
export function mapOkx(message: unknown): readonly Mapped[] {
  return mapMessage(message, mapMessages, OKX_LAYOUTS);
}

function mapMessages(read: unknown, message: unknown, fields: FieldReader): readonly Mapped[] {
  if (!Array.isArray(read)) return mapOne(read, message, fields);
  return read.some(isMessage) ? mapEach(read, mapOne, fields, OKX_LAYOUTS) : ofRows(read, message, fields);
}

/** A row has none of these fields. */
function isMessage(item: unknown): boolean {
  return typeof item === 'string' || (isRecord(item) && ('arg' in item || 'event' in item || 'data' in item));
}

function mapOne(read: unknown, message: unknown, fields: FieldReader): readonly Mapped[] {
  if (read === 'pong' || read === 'ping') return [{ kind: 'ignored', reason: 'a heartbeat' }];
  if (!isRecord(read)) return [{ kind: 'unknown', message }];
  if (typeof read['event'] === 'string') return [{ kind: 'ignored', reason: eventReason(read) }];
  if (!Array.isArray(read['data'])) return ofRows([read], message, fields);
  const rows: readonly unknown[] = read['data'];
  if (typeof read['op'] === 'string') return [{ kind: 'ignored', reason: `an answer to ${read['op']}` }];
  return isRecord(read['arg'])
    ? ofChannel(read['arg']['channel'], rows, message, fields)
    : ofRows(rows, message, fields);
}

function ofChannel(
  channel: unknown,
  rows: readonly unknown[],
  message: unknown,
  fields: FieldReader,
): readonly Mapped[] {
  if (typeof channel !== 'string') return [{ kind: 'unknown', message }];
  const map = CHANNELS.get(channel);
  // The `fills` channel tells nothing that `orders` does not, and puts several fills into one.
  if (map === undefined) return [{ kind: 'ignored', reason: `channel ${channel} is not mapped` }];
  return orNothing(map(rows, fields.at('data')));
}

function ofRows(rows: readonly unknown[], message: unknown, fields: FieldReader): readonly Mapped[] {
  const [first] = rows;
  if (first === undefined) return orNothing([]);
  const map = isRecord(first)
    ? SHAPES.find(([names]) => names.every((name) => name in first))?.[1]
    : undefined;
  return map === undefined ? [{ kind: 'unknown', message }] : orNothing(map(rows, fields.at('data')));
}

function orNothing(told: Mapped[]): readonly Mapped[] {
  return told.length === 0 ? [{ kind: 'ignored', reason: 'the message has no rows' }] : told;
}

function eventReason({ event, code, msg }: Readonly<Record<string, unknown>>): string {
  const text = [code, msg]
    .filter((each) => each !== '' && each !== '0' && each !== 0 && ['string', 'number'].includes(typeof each))
    .join(' ');
  return text === '' ? `event ${String(event)}` : `event ${String(event)}: ${text}`;
}
