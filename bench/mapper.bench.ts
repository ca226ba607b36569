import { mapBinance } from '../src/exchanges/binance/binance.mapper.js';
import { mapBybit } from '../src/exchanges/bybit/bybit.mapper.js';
import { mapCcxtOrders } from '../src/exchanges/ccxt/ccxt.mapper.js';
import type { Mapped } from '../src/exchanges/mapped.js';
import { mapOkx } from '../src/exchanges/okx/okx.mapper.js';
import {
  beautifiedMessage, binanceMessage, bybitMessage, ccxtOrder, okxMessage,
} from './exchange-messages.js'; // prettier-ignore
import type { Write } from './exchange-messages.js';
import type { Plan } from './plan.js';
import type { Portion } from './portion.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Side } from './rounds.js';
import { workload } from './workload.js';

/** A mapper, the form in which it is given a message, and the message whose text `JSON.parse` reads beside it. */
interface Mapper {
  readonly what: string;
  readonly map: (message: unknown) => readonly Mapped[];
  readonly given: Write;
  /** What came over the wire, where a library had parsed it before the mapper sees it. Else the mapper is given the text. */
  readonly wire?: Write;
}

const MAPPERS: readonly Mapper[] = [
  { what: 'mapBinance(text)', map: mapBinance, given: binanceMessage },
  { what: 'mapBybit(text)', map: (message) => mapBybit(message), given: bybitMessage },
  { what: 'mapOkx(text)', map: mapOkx, given: okxMessage },
  {
    what: 'mapCcxtOrders(parsed)',
    map: (order) => mapCcxtOrders('binance', order),
    given: ccxtOrder,
    wire: binanceMessage,
  },
  { what: 'mapBinance(beautified)', map: mapBinance, given: beautifiedMessage, wire: binanceMessage },
];

/** A message as the mapper is given it, and as it came over the wire. */
type Texts = readonly [given: string, wire: string];

/** Lives of so many orders are enough: each message is mapped on its own. */
const MAX_ORDERS = 4_000;

/** How often they are mapped in a round: between rounds the heap is collected, and what the engine learned of the messages with it. */
const PASSES = 5;

/**
 * From an exchange's message to updates, against `JSON.parse` of that message, which nobody can do without. The texts are made before and
 * stay, so that the collector has nothing to look through but what the two sides leave.
 */
export async function mappers({ rounds, orders }: Plan): Promise<Row[]> {
  const updates = workload(Math.min(orders, MAX_ORDERS));
  const rows: Row[] = [];
  for (const { what, map, given, wire } of MAPPERS) {
    const portions = updates.map((portion): Portion<Texts> => {
      const texts = portion().map((update) => textsOf(given(update), (wire ?? given)(update)));
      return () => texts;
    });
    const passes = Array.from({ length: PASSES }, () => portions).flat();
    const { mapping, parsing } = await repeated(rounds, () =>
      sideBySide(passes, { mapping: wire === undefined ? ofText(map) : ofParsed(map), parsing: PARSING }),
    );
    rows.push({ what: `${what} / JSON.parse`, values: ratios(mapping, parsing), goal: { atMost: 1.5 } });
  }
  return rows;
}

const PARSING: Side<Texts> = {
  work: (items) => {
    for (const [, text] of items) if (JSON.parse(text) === null) throw new Error('a message that is null');
  },
};

function textsOf(given: unknown, wire: unknown): Texts {
  return [JSON.stringify(given), JSON.stringify(wire)];
}

function ofText(map: Mapper['map']): Side<Texts> {
  return {
    work: (items) => {
      for (const [text] of items) assertOrder(map(text));
    },
  };
}

/** Of messages that a library has parsed, outside the time. */
function ofParsed(map: Mapper['map']): Side<Texts> {
  let messages: readonly unknown[] = [];
  return {
    prepare: (items) => {
      messages = items.map(([text]) => JSON.parse(text) as unknown);
    },
    work: () => {
      for (const message of messages) assertOrder(map(message));
    },
  };
}

function assertOrder([told]: readonly Mapped[]): void {
  if (told?.kind !== 'orders') throw new Error(`a message of the workload is ${told?.kind}`);
}
