import type { FieldReader } from '../field-reader.js';
import { mapEach, mapMessage } from '../map-message.js';
import type { MapMessage } from '../map-message.js';
import { invalid } from '../map-row.js';
import type { Mapped } from '../mapped.js';
import { isRecord } from '../row.js';
import { BYBIT_LAYOUTS, DEFAULT_CATEGORY } from './bybit-layouts.js';
import { CATEGORIES } from './bybit-market.js';
import {
  bybitExecutions,
  bybitInstruments,
  bybitOrders,
  bybitPositions,
  bybitWallets,
} from './bybit-rows.js';
import type { BybitRows } from './bybit-rows.js';

type MapTopic = (rows: BybitRows) => Mapped[];
type Members = Readonly<Record<string, unknown>>;

const TOPICS: ReadonlyMap<string, MapTopic> = new Map([
  ['order', bybitOrders],
  ['execution', bybitExecutions],
  ['position', bybitPositions],
  ['wallet', bybitWallets],
]);

/** What a row is, where no topic says so: the fields that only such rows have. */
const SHAPES: readonly (readonly [readonly string[], MapTopic])[] = [
  [['orderId', 'orderStatus'], bybitOrders],
  [['execId', 'execQty'], bybitExecutions],
  [['positionIdx', 'size'], bybitPositions],
  [['accountType', 'coin'], bybitWallets],
  [['lotSizeFilter', 'priceFilter'], bybitInstruments],
];

export interface BybitOptions {
  /** Whether the account is in hedge mode, which funding does not tell; `false` unless given. */
  readonly hedged?: boolean;
}

/**
 * What a message of Bybit's v5 API tells: a push of the private WebSocket topics `order`, `execution`, `execution.fast`, `position`,
 * `wallet`, also by category, as text or parsed, as `bybit-api` hands it on; a REST answer; the list or the single row in one; or a list
 * of messages. Spot is the exchange `bybit-spot`, everything else `bybit`. Never throws.
 */
export function mapBybit(message: unknown, { hedged = false }: BybitOptions = {}): readonly Mapped[] {
  const map: MapMessage = (read, told, fields) => mapOne(read, told, fields, hedged);
  const mapAll: MapMessage = (read, told, fields) => {
    if (!Array.isArray(read)) return map(read, told, fields);
    return read.some(isMessage)
      ? mapEach(read, map, fields, BYBIT_LAYOUTS)
      : ofRows(read, 'data', { fields, hedged }, told);
  };
  return mapMessage(message, mapAll, BYBIT_LAYOUTS);
}

/** A row has none of these fields. */
function isMessage(item: unknown): boolean {
  return (
    typeof item === 'string' || (isRecord(item) && ('topic' in item || 'op' in item || 'result' in item))
  );
}

function mapOne(read: unknown, message: unknown, fields: FieldReader, hedged: boolean): readonly Mapped[] {
  if (!isRecord(read)) return [{ kind: 'unknown', message }];
  if (typeof read['topic'] === 'string') return ofTopic(read['topic'], read, fields, hedged);
  if (typeof read['op'] === 'string') return [{ kind: 'ignored', reason: `an answer to ${read['op']}` }];
  const result = read['result'];
  if (!isRecord(result)) return ofRows([read], 'data', { fields, hedged }, message);
  const { category, list } = result;
  return Array.isArray(list)
    ? ofRows(list, 'result.list', { category, time: read['time'], fields, hedged }, message)
    : [{ kind: 'unknown', message }];
}

function ofTopic(topic: string, push: Members, fields: FieldReader, hedged: boolean): readonly Mapped[] {
  const dot = topic.indexOf('.');
  const map = TOPICS.get(dot < 0 ? topic : topic.slice(0, dot));
  if (map === undefined) return [{ kind: 'ignored', reason: `topic ${topic} is not mapped` }];
  const rows = push['data'];
  if (!Array.isArray(rows)) return [{ kind: 'invalid', field: 'data', reason: 'must be a list' }];
  const category = dot < 0 ? undefined : topic.split('.').find((each, at) => at > 0 && CATEGORIES.has(each));
  return mapped(map, rows, 'data', { category, time: push['creationTime'], fields, hedged });
}

function ofRows(
  rows: readonly unknown[],
  place: string,
  envelope: Envelope,
  message: unknown,
): readonly Mapped[] {
  const [first] = rows;
  if (first === undefined) return mapped(() => [], rows, place, envelope);
  const map = isRecord(first)
    ? SHAPES.find(([names]) => names.every((name) => name in first))?.[1]
    : undefined;
  return map === undefined ? [{ kind: 'unknown', message }] : mapped(map, rows, place, envelope);
}

/** What a message tells beside its rows. */
interface Envelope {
  readonly category?: unknown;
  readonly time?: unknown;
  /** Of the message. */
  readonly fields: FieldReader;
  readonly hedged: boolean;
}

function mapped(
  map: MapTopic,
  rows: readonly unknown[],
  place: string,
  { category: said, time, fields, hedged }: Envelope,
): readonly Mapped[] {
  try {
    const envelope = fields.at('message');
    const category = envelope.choice(said, 'category', CATEGORIES) ?? DEFAULT_CATEGORY;
    const timestamp = envelope.timestamp(time, 'time');
    const told = map({ rows, read: fields.at(place), category, timestamp, hedged });
    return told.length === 0 ? [{ kind: 'ignored', reason: 'the message has no rows' }] : told;
  } catch (error) {
    return [invalid(error)];
  }
}
