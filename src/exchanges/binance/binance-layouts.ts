import { FieldReader } from '../field-reader.js';
import { KnownLayouts } from '../known-layouts.js';
import type { MessageKind } from '../known-layouts.js';
import type { Path } from '../layout.js';
import type { Mapped } from '../mapped.js';
import { isRecord } from '../row.js';
import type { Fields } from '../row.js';
import { futuresOrder } from './binance-futures-order.js';
import type { BinanceFuturesOrder, BinanceSpotOrder } from './binance-messages.js';
import { spotOrder } from './binance-spot-order.js';

/** Binance's own names have no more letters; those of beautified events, which may stand for the same fields, have more. */
const MAX_NAME = 3;

const EVENT = FieldReader.ofMessage(null);

/** `ORDER_TRADE_UPDATE`. */
const FUTURES_ORDER: MessageKind<readonly Mapped[]> = {
  fixed: [['e']],
  words: ['s', 'c', 'S', 'o', 'f', 'q', 'p', 'x', 'X', 'er', 'i', 'N', 'ps', 'm', 'R'].map(inOrder),
  figures: ['ap', 'l', 'z', 'L', 'n', 't'].map(inOrder),
  times: [inOrder('T'), ['T']],
  rowOf: (message) => pathToEvent(message, 'ORDER_TRADE_UPDATE', (event) => hasOwnNames(event['o'])),
  // By index: to take a list apart by names is slow.
  told: (v) => {
    const order: Fields<keyof BinanceFuturesOrder> = {
      s: v[0],
      c: v[1],
      S: v[2],
      o: v[3],
      f: v[4],
      q: v[5],
      p: v[6],
      x: v[7],
      X: v[8],
      er: v[9],
      i: v[10],
      N: v[11],
      ps: v[12],
      m: v[13],
      R: v[14],
      ap: v[15],
      l: v[16],
      z: v[17],
      L: v[18],
      n: v[19],
      t: v[20],
      T: v[21],
    };
    return [{ kind: 'orders', updates: [futuresOrder(order, v[22], EVENT, EVENT)] }];
  },
};

/** `executionReport`. */
const SPOT_ORDER: MessageKind<readonly Mapped[]> = {
  fixed: [['e']],
  words: [
    ['s'],
    ['c'],
    ['C'],
    ['S'],
    ['o'],
    ['f'],
    ['q'],
    ['p'],
    ['x'],
    ['X'],
    ['r'],
    ['eR'],
    ['i'],
    ['N'],
    ['A'],
    ['m'],
  ],
  figures: [['l'], ['z'], ['L'], ['n'], ['t'], ['Z']],
  times: [['T']],
  rowOf: (message) => pathToEvent(message, 'executionReport', hasOwnNames),
  told: (v) => {
    const order: Fields<keyof BinanceSpotOrder> = {
      s: v[0],
      c: v[1],
      C: v[2],
      S: v[3],
      o: v[4],
      f: v[5],
      q: v[6],
      p: v[7],
      x: v[8],
      X: v[9],
      r: v[10],
      eR: v[11],
      i: v[12],
      N: v[13],
      A: v[14],
      m: v[15],
      l: v[16],
      z: v[17],
      L: v[18],
      n: v[19],
      t: v[20],
      Z: v[21],
      T: v[22],
    };
    return [{ kind: 'orders', updates: [spotOrder(order, EVENT)] }];
  },
};

export const BINANCE_LAYOUTS = new KnownLayouts([FUTURES_ORDER, SPOT_ORDER]);

function inOrder(field: string): Path {
  return ['o', field];
}

/** The event in `{stream, data}` or `{subscriptionId, event}`. */
export function withoutEnvelope(message: unknown): unknown {
  const envelope = envelopeOf(message);
  return envelope === null ? message : (message as Readonly<Record<string, unknown>>)[envelope];
}

function envelopeOf(message: unknown): 'data' | 'event' | null {
  if (!isRecord(message)) return null;
  if ('stream' in message && 'data' in message) return 'data';
  return 'subscriptionId' in message && 'event' in message ? 'event' : null;
}

/** The path to an event of a type whose fields have Binance's own names, in an envelope or without. */
function pathToEvent(
  message: unknown,
  type: string,
  isPlain: (event: Readonly<Record<string, unknown>>) => boolean,
): Path | null {
  const event = withoutEnvelope(message);
  if (!isRecord(event) || event['e'] !== type || !hasOwnNames(event) || !isPlain(event)) return null;
  const envelope = envelopeOf(message);
  return envelope === null ? [] : [envelope];
}

function hasOwnNames(row: unknown): boolean {
  return isRecord(row) && Object.keys(row).every((name) => name.length <= MAX_NAME);
}
