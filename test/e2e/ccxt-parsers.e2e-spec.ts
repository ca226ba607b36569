import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  applyMapped,
  CacheService,
  mapCcxtMarkets,
  mapCcxtOrders,
  mapCcxtTrades,
  TradingCacheModule,
} from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js'; // prettier-ignore
import type { Mapped, OrderUpdate, Position } from '../../src/index.js';
import { installedCcxt, WatchingCcxt } from './ccxt-parsers.watched.js';
import type { CcxtId, WatchedMarket } from './ccxt-parsers.watched.js';

const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const EXCHANGE = 'exchange';

interface Line {
  readonly raw: unknown;
  readonly order: OrderUpdate;
}

interface Recording {
  readonly file: string;
  readonly id: CcxtId;
  readonly market: WatchedMarket;
}

const RECORDINGS: readonly Recording[] = [
  { file: 'binance-um-metacodi-s1', id: 'binanceusdm', market: market('BNBUSDT', 'BNB', 'USDT', 1) },
  { file: 'binance-um-roq-xrp', id: 'binanceusdm', market: market('XRPUSDT', 'XRP', 'USDT', 1) },
  { file: 'binance-um-zhtut-btc-tradelite', id: 'binanceusdm', market: market('BTCUSDT', 'BTC', 'USDT', 1) },
  { file: 'binance-um-zhtut-ethbusd', id: 'binanceusdm', market: market('ETHBUSD', 'ETH', 'BUSD', 1) },
  { file: 'bybit-linear-order-plus-position-step', id: 'bybit', market: market('BTCUSDT', 'BTC', 'USDT', 1) },
  { file: 'okx-swap-net-usdc-roundtrip', id: 'okx', market: market('BTC-USDC-SWAP', 'BTC', 'USDC', 0.001) },
  { file: 'okx-spot-17partials', id: 'okx', market: market('BTC-USDT', 'BTC', 'USDT', null) },
];

const recordings = RECORDINGS.filter(({ file }) => existsSync(pathOf(file)));
const ccxt = await installedCcxt();

it('the recorded streams are all there, or none is', () => {
  const missing = [
    ...(recordings.length === 0 ? ['recorded streams in ../shared/data'] : []),
    ...(ccxt === null ? ['ccxt; run npm install in examples/ccxt'] : []),
  ];
  const skipped = `Skipped: ccxt's own parsers, for want of ${missing.join(', and of ')}`;
  // eslint-disable-next-line no-console -- a check that did not run should say so
  if (missing.length > 0) console.log(skipped);
  expect([0, RECORDINGS.length]).toContain(recordings.length);
});

if (ccxt !== null && recordings.length > 0) {
  describe.each([
    ['numbers', Number],
    ['strings', String],
  ] as const)('ccxt with %s', (_, number) => {
    describe.each(recordings)('$file', ({ file, id, market }) => {
      const lines = linesOf(file);
      const watching = (): WatchingCcxt => new WatchingCcxt(ccxt, id, [market], number);

      it('its parsed orders lead where the lines lead', async () => {
        const exchange = watching();
        const told = lines.map(({ raw }) => mapCcxtOrders(EXCHANGE, exchange.parse(raw)));
        expect(await positionsAfter(exchange, told)).toMatchObject((await expected(lines)).map(withoutFees));
      });

      it('its parsed orders happened when the lines say, whenever they were created', () => {
        const exchange = watching();
        const told = lines.map(({ raw }) => mapCcxtOrders(EXCHANGE, exchange.parse(raw)));
        const updates = told.flatMap(([mapped]) => (mapped?.kind === 'orders' ? mapped.updates : []));
        const times = updates.map(({ timestamp }) => timestamp ?? null);
        expect(times).toEqual(lines.map(({ order }, at) => (times[at] === null ? null : order.timestamp)));
        // One recorded message has no time of its order, which is the one that ccxt reads.
        expect(times.filter((time) => time === null).length).toBeLessThanOrEqual(1);
      });

      it('what it watches leads there too, with all fees it tells, and twice as well', async () => {
        const exchange = watching();
        const told = lines.flatMap(({ raw }) => {
          const { trades, orders } = exchange.watch(raw);
          const mapped = [...mapCcxtTrades(EXCHANGE, trades), ...mapCcxtOrders(EXCHANGE, orders)];
          return [mapped, mapped];
        });
        // As numbers, ccxt cuts the fees of a Binance order to the currency's digits; an order's cumulative fees outrank its trades'.
        const hasFees = id !== 'bybit' && (id !== 'binanceusdm' || number === String);
        expect(await positionsAfter(exchange, told)).toMatchObject(
          (await expected(lines)).map(hasFees ? asItIs : withoutFees),
        );
      });

      it('its watched trades alone lead there, where it tells them', async () => {
        const exchange = watching();
        const told = lines.map(({ raw }) => mapCcxtTrades(EXCHANGE, exchange.watch(raw).trades));
        // The recording of Bybit has no executions.
        const positions = id === 'bybit' ? [] : await expected(lines);
        expect(await positionsAfter(exchange, told)).toMatchObject(
          positions.map(id === 'okx' ? withFeesAsOkxWritesThem : asItIs),
        );
      });
    });
  });
}

/** What is compared: a position without its symbol, which ccxt calls otherwise. */
type Outcome = Partial<Pick<Position, 'signedAmount' | 'entryPrice' | 'realizedPnl' | 'fees' | 'peakAmount'>>;

async function expected(lines: readonly Line[]): Promise<Outcome[]> {
  const positions = await inScope((cache) => {
    for (const { order } of lines) cache.applyUpdate({ ...order, exchange: EXCHANGE });
  });
  return positions.map(({ signedAmount, entryPrice, realizedPnl, fees, peakAmount }) => ({
    signedAmount,
    entryPrice,
    realizedPnl,
    fees,
    peakAmount,
  }));
}

function positionsAfter(
  exchange: WatchingCcxt,
  told: readonly (readonly Mapped[])[],
): Promise<readonly Position[]> {
  return inScope((cache) => {
    const messages = [mapCcxtMarkets(EXCHANGE, exchange.markets), ...told];
    const applied = messages.flatMap((mapped) => applyMapped(cache, mapped));
    const kinds = applied.map(({ kind }) => kind);
    expect(kinds.filter((kind) => !['orders', 'trades', 'instruments'].includes(kind))).toEqual([]);
    const results = applied.flatMap((each): readonly { readonly outcome: string }[] =>
      'results' in each ? each.results : [],
    );
    expect(results.filter(({ outcome }) => outcome === 'rejected')).toEqual([]);
  });
}

async function inScope(feed: (cache: CacheService) => void): Promise<readonly Position[]> {
  const module = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store: new MemoryStateStore() })],
  }).compile();
  await module.init();
  const cache = module.get(CacheService);
  feed(cache);
  const positions = cache.positions();
  await module.close();
  return positions;
}

function asItIs(outcome: Outcome): Outcome {
  return outcome;
}

/** Of Binance ccxt's parser tells the last fill's fee and no rebate, of this recording of Bybit none. */
function withoutFees({ signedAmount, entryPrice, realizedPnl, peakAmount }: Outcome): Outcome {
  return { signedAmount, entryPrice, realizedPnl, peakAmount };
}

/** ccxt 4.5 leaves the fees of OKX's watched trades with OKX's sign: negative when paid. The orders beside them have it right. */
function withFeesAsOkxWritesThem(outcome: Outcome): Outcome {
  const fees = Object.entries(outcome.fees ?? {}).map(([currency, fee]) => [currency, `-${fee}`]);
  return { ...outcome, fees: Object.fromEntries(fees) as Record<string, string> };
}

function linesOf(file: string): readonly Line[] {
  return readFileSync(pathOf(file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) => JSON.parse(line) as { raw: unknown; order?: OrderUpdate & { exchangeRealizedPnl?: unknown } },
    )
    .flatMap(({ raw, order }) => {
      if (order === undefined) return [];
      const { exchangeRealizedPnl: _, ...update } = order;
      return [{ raw, order: update }];
    });
}

function pathOf(file: string): string {
  return join(DATA, `${file}.jsonl`);
}

function market(id: string, base: string, quote: string, contractSize: number | null): WatchedMarket {
  return { id, base, quote, contractSize };
}
