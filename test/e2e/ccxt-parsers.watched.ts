import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { futuresOrderRow, orderTradeUpdateRow } from '../../src/exchanges/binance/beautified.js';
import { FieldReader } from '../../src/exchanges/field-reader.js';

type Row = Readonly<Record<string, unknown>>;

/** What of ccxt's exchanges is called here: how markets are set, and what they do with a message of their WebSocket. */
interface CcxtPro {
  number: (value: unknown) => unknown;
  readonly markets: unknown;
  readonly orders?: readonly Row[];
  readonly myTrades?: readonly Row[];
  setMarkets(markets: readonly unknown[]): unknown;
  safeMarketStructure(market: Row): unknown;
  parseOrder(order: unknown): Row;
  parseWsOrder(order: unknown): Row;
  handleOrderUpdate(client: object, message: unknown): void;
  handleOrder(client: object, message: unknown): void;
  handleOrders(client: object, message: unknown): void;
}

export type CcxtId = 'binanceusdm' | 'bybit' | 'okx';

/** The package, as far as it is used. */
export interface Ccxt {
  readonly pro: Readonly<Record<CcxtId, new () => CcxtPro>>;
}

/** A market as ccxt knows it. */
export interface WatchedMarket {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  /** Null on spot. */
  readonly contractSize: number | null;
}

/** The structures that `watchOrders` and `watchMyTrades` would hand out after one message: ccxt's own objects. */
export interface Watched {
  readonly trades: readonly Row[];
  readonly orders: readonly Row[];
}

const EXAMPLE = fileURLToPath(new URL('../../examples/ccxt/package.json', import.meta.url));

/** The ccxt that the example would run with; null where it is not installed. */
export async function installedCcxt(): Promise<Ccxt | null> {
  // Not resolved by name: Jest would do that from here.
  const home = createRequire(EXAMPLE)
    .resolve.paths('ccxt')
    ?.map((folder) => join(folder, 'ccxt'))
    .find((folder) => existsSync(join(folder, 'package.json')));
  if (home === undefined) return null;
  const loaded = (await import(pathToFileURL(join(home, 'js', 'ccxt.js')).href)) as {
    readonly default: Ccxt;
  };
  return loaded.default;
}

/** A ccxt exchange without a network: messages are put where its WebSocket would. */
export class WatchingCcxt {
  private readonly exchange: CcxtPro;
  private known = 0;

  constructor(
    ccxt: Ccxt,
    private readonly id: CcxtId,
    markets: readonly WatchedMarket[],
    /** As ccxt does unless told otherwise, or `String`. */
    number: NumberConstructor | StringConstructor,
  ) {
    this.exchange = new ccxt.pro[id]();
    this.exchange.number = number;
    this.exchange.setMarkets(markets.map((market) => this.exchange.safeMarketStructure(structure(market))));
  }

  get markets(): unknown {
    return this.exchange.markets;
  }

  /** What the parsers alone make of a message's orders. */
  parse(raw: unknown): readonly Row[] {
    if (this.id === 'binanceusdm') return [this.exchange.parseWsOrder((binance(raw) as Row)['o'])];
    return ((raw as Row)['data'] as readonly unknown[]).map((row) => this.exchange.parseOrder(row));
  }

  /** What the handlers of the WebSocket make of it, which keep what they know of an order and go on changing it. */
  watch(raw: unknown): Watched {
    const client = { resolve: () => undefined };
    if (this.id === 'binanceusdm') this.exchange.handleOrderUpdate(client, binance(raw));
    else if (this.id === 'okx') this.exchange.handleOrders(client, raw);
    else this.exchange.handleOrder(client, raw);
    const trades = this.exchange.myTrades?.slice(this.known) ?? [];
    this.known += trades.length;
    return { trades, orders: this.exchange.orders?.slice(-1) ?? [] };
  }
}

/** The message as Binance wrote it, where the recording has it with the SDK's long names. */
function binance(raw: unknown): unknown {
  const fields = FieldReader.ofMessage(null);
  const event = raw as Row;
  const { T, o } = orderTradeUpdateRow(event, fields);
  return {
    ...event,
    e: event['e'] ?? event['eventType'],
    T,
    o: { ...(o as Row), ...futuresOrderRow(o, fields) },
  };
}

function structure({ id, base, quote, contractSize }: WatchedMarket): Row {
  const isContract = contractSize !== null;
  return {
    id,
    symbol: isContract ? `${base}/${quote}:${quote}` : `${base}/${quote}`,
    base,
    quote,
    baseId: base,
    quoteId: quote,
    ...(isContract ? { settle: quote, settleId: quote } : {}),
    type: isContract ? 'swap' : 'spot',
    spot: !isContract,
    swap: isContract,
    future: false,
    option: false,
    contract: isContract,
    linear: isContract,
    inverse: false,
    contractSize: contractSize ?? undefined,
    precision: { amount: 1e-8, price: 1e-5 },
  };
}
