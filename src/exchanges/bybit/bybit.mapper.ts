import { mapEach } from '../map-each.js';
import { mapRow } from '../map-row.js';
import type { Mapped } from '../mapped.js';
import { isRecord, MessageRow } from '../message-row.js';
import { readMessage } from '../read-message.js';
import { CATEGORIES } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
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

/** Of a message that says nowhere what it is about: most that is traded at Bybit is. */
const DEFAULT_CATEGORY: BybitCategory = 'linear';

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
  const read = readMessage(message);
  const mapOne = (each: unknown, told: unknown): readonly Mapped[] => mapMessage(each, told, hedged);
  if (!Array.isArray(read)) return mapOne(read, message);
  return read.some(isMessage) ? mapEach(read, mapOne) : ofRows(read, 'data', { hedged }, message);
}

/** A row has none of these fields. */
function isMessage(item: unknown): boolean {
  return (
    typeof item === 'string' || (isRecord(item) && ('topic' in item || 'op' in item || 'result' in item))
  );
}

function mapMessage(read: unknown, message: unknown, hedged: boolean): readonly Mapped[] {
  if (!isRecord(read)) return [{ kind: 'unknown', message }];
  if (typeof read['topic'] === 'string') return ofTopic(read['topic'], read, hedged);
  if (typeof read['op'] === 'string') return [{ kind: 'ignored', reason: `an answer to ${read['op']}` }];
  if (!isRecord(read['result'])) return ofRows([read], 'data', { hedged }, message);
  const { category, list } = read['result'];
  return Array.isArray(list)
    ? ofRows(list, 'result.list', { category, time: read['time'], hedged }, message)
    : [{ kind: 'unknown', message }];
}

function ofTopic(topic: string, push: Members, hedged: boolean): readonly Mapped[] {
  const [name = '', ...details] = topic.split('.');
  const map = TOPICS.get(name);
  if (map === undefined) return [{ kind: 'ignored', reason: `topic ${topic} is not mapped` }];
  const rows = push['data'];
  if (!Array.isArray(rows)) return [{ kind: 'invalid', field: 'data', reason: 'must be a list' }];
  const category = details.find((each) => CATEGORIES.has(each));
  return mapped(map, rows, 'data', { category, time: push['creationTime'], hedged });
}

function ofRows(
  rows: readonly unknown[],
  place: string,
  envelope: EnvelopeFields,
  message: unknown,
): readonly Mapped[] {
  const [first] = rows;
  if (first === undefined) return mapped(() => [], rows, place, envelope);
  const map = isRecord(first)
    ? SHAPES.find(([fields]) => fields.every((field) => field in first))?.[1]
    : undefined;
  return map === undefined ? [{ kind: 'unknown', message }] : mapped(map, rows, place, envelope);
}

interface EnvelopeFields {
  readonly category?: unknown;
  readonly time?: unknown;
  readonly hedged: boolean;
}

function mapped(
  map: MapTopic,
  rows: readonly unknown[],
  place: string,
  fields: EnvelopeFields,
): readonly Mapped[] {
  return mapRow(() => {
    const envelope = new MessageRow<keyof EnvelopeFields>(fields, 'message');
    const category = envelope.choice('category', CATEGORIES) ?? DEFAULT_CATEGORY;
    const told = map({ rows, place, category, timestamp: envelope.timestamp('time'), hedged: fields.hedged });
    return told.length === 0 ? [{ kind: 'ignored', reason: 'the message has no rows' }] : told;
  });
}
