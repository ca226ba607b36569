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
import { asText } from './portion.js';
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

/** Lives of so many orders are enough: each message is mapped on its own. */
const MAX_ORDERS = 5_000;

/** From an exchange's message to updates, against `JSON.parse` of that message, which nobody can do without. */
export async function mappers({ rounds, orders }: Plan): Promise<Row[]> {
  const updates = workload(Math.min(orders, MAX_ORDERS));
  const rows: Row[] = [];
  for (const { what, map, given, wire } of MAPPERS) {
    const portions = updates.map((portion): Portion<readonly [given: string, wire: string]> => {
      const written = portion().map((update) => [
        JSON.stringify(given(update)),
        JSON.stringify((wire ?? given)(update)),
      ]);
      return asText(written as unknown as readonly [string, string][]);
    });
    const { mapping, parsing } = await repeated(rounds, () =>
      sideBySide(portions, { mapping: wire === undefined ? ofText(map) : ofParsed(map), parsing: PARSING }),
    );
    rows.push({ what: `${what} / JSON.parse`, values: ratios(mapping, parsing), goal: { atMost: 1.5 } });
  }
  return rows;
}

const PARSING: Side<readonly [string, string]> = {
  work: (items) => {
    for (const [, text] of items) if (JSON.parse(text) === null) throw new Error('a message that is null');
  },
};

function ofText(map: Mapper['map']): Side<readonly [string, string]> {
  return {
    work: (items) => {
      for (const [text] of items) assertOrder(map(text));
    },
  };
}

/** Of messages that a library has parsed, outside the time. */
function ofParsed(map: Mapper['map']): Side<readonly [string, string]> {
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
