import type { CacheService } from '../../src/cache/cache.service.js';
import { HandlerRegistry } from '../../src/handlers/handler-registry.js';
import type { Order, OrderUpdate } from '../../src/orders/order.js';
import { fill, T, traded, update } from './updates.js';

const HOUR = 3_600_000;
const EXCHANGES = ['binance', 'okx'];
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XRPUSDT'];

/** A cache that a test fills, and its clock. */
export interface FilledCache {
  readonly cache: CacheService;
  /** Lets so much time pass, and does what is due (ms). */
  readonly passes: (ms: number) => Promise<void>;
}

/** Handlers of which one is never done with a fill: so the outbox has records, and so has its cursor. */
export function stuckHandlers(): HandlerRegistry {
  const handlers = new HandlerRegistry();
  handlers.add('default', () => ({
    name: 'Stuck.onFill',
    kind: 'fill',
    durable: 'stuck',
    attempts: Infinity,
    matches: () => true,
    handle: () => Promise.reject(new Error('it is stuck')),
  }));
  return handlers;
}

/**
 * Fills a scope with records of every type that a cache writes: orders that are open, partially filled, filled and retired, one with hundreds
 * of executions, settled fills and settled adjustments. `fillFurther` writes nearly all of them again.
 */
export async function fillScope({ cache, passes }: FilledCache): Promise<void> {
  cache.registerInstruments([{ exchange: 'binance', symbol: 'BTCUSDT', priceIncrement: '0.1' }]);
  for (const id of ['gone', 'late', 'ended'])
    cache.applyUpdate(
      traded(id, 'BUY', '2', '100', { clientOrderId: `c-${id}`, fee: '0.1', feeCurrency: 'USDT' }),
    );
  cache.applyUpdate(update({ id: 'never', status: 'CANCELED' }));
  for (const each of executions(0, 100)) cache.applyUpdate(each);
  adjust(cache, 'first');
  adopt(cache, 1);
  await passes(HOUR);
  cache.applyUpdate(update({ id: 'open' }));
  cache.applyUpdate(fill('1', '1', '100', { id: 'part', symbol: 'ETHUSDT', amount: '10' }));
  cache.applyUpdate(traded('full', 'SELL', '1', '101', { symbol: 'ETHUSDT', timestamp: T + 5 }));
  adjust(cache, 'second');
  adopt(cache, 2);
  notes(cache, 1);
  await cache.flush();
}

/** What happened later: what was open is closed, what was settled gets late evidence. */
export async function fillFurther({ cache, passes }: FilledCache): Promise<void> {
  cache.registerInstruments([{ exchange: 'binance', symbol: 'BTCUSDT', priceIncrement: '0.01' }]);
  cache.applyUpdate(update({ id: 'open', price: '99', timestamp: T + 7 }));
  cache.applyUpdate(fill('4', '3', '104', { id: 'part', symbol: 'ETHUSDT', amount: '10', timestamp: T + 6 }));
  cache.applyTrade({ ...trade('late'), fee: '0.3', feeCurrency: 'BNB' });
  cache.applyTrade({ ...trade('many'), tradeId: '10', quantity: '1', liquidity: 'MAKER' });
  for (const each of executions(100, 300)) cache.applyUpdate(each);
  notes(cache, 2);
  await passes(HOUR);
  adjust(cache, 'third');
  adopt(cache, 3);
  cache.applyUpdate(
    update({ id: 'new', status: 'PARTIALLY_FILLED', filled: '1', average: '100', timestamp: T + 900 }),
  );
  cache.applyUpdate(traded('last', 'SELL', '1', '101', { symbol: 'ETHUSDT', timestamp: T + 901 }));
  cache.applyTrade({ ...trade('hidden'), timestamp: T + 902 });
  await cache.flush();
}

/** Everything that a cache tells. */
export async function toldBy(cache: CacheService): Promise<unknown> {
  return {
    orders: byId(cache.orders()),
    positions: SYMBOLS.flatMap((symbol) => EXCHANGES.map((exchange) => cache.position(symbol, { exchange }))),
    history: await Promise.all(SYMBOLS.map(async (symbol) => byId(await cache.orderHistory(symbol)))),
    retired: await Promise.all(
      ['gone', 'late', 'c-late', 'ended', 'never', 'full'].map((id) => cache.getOrder(id)),
    ),
    fills: sorted(await cache.fills(), (each) => JSON.stringify(each)),
    balances: sorted(cache.balances(), ({ asset }) => asset),
    instrument: cache.instrument('binance', 'BTCUSDT'),
    parameters: sorted(cache.parameterKeys(), String).map((key) => cache.parameter(key)),
    metadata: SYMBOLS.map((symbol) => cache.metadata(symbol)),
    leverage: cache.leverage('binance', 'BTCUSDT'),
    faults: cache.checkIntegrity().faults,
  };
}

/** Some of the executions of one order: each of 1. */
function executions(from: number, to: number): OrderUpdate[] {
  return Array.from({ length: to - from }, (_, at) => {
    const filled = String(from + at + 1);
    return fill(filled, '1', '100', {
      id: 'many', symbol: 'XRPUSDT', amount: '1000', tradeId: filled, timestamp: T + 10 + from + at,
    }); // prettier-ignore
  });
}

function trade(orderId: string) {
  const symbol = orderId === 'many' ? 'XRPUSDT' : 'BTCUSDT';
  const market = { exchange: 'binance', symbol, orderId, side: 'BUY', price: '100' } as const;
  return { ...market, tradeId: orderId, quantity: '2', timestamp: orderId === 'many' ? T + 19 : T };
}

function adjust(cache: CacheService, id: string): void {
  cache.applyAdjustment({
    exchange: 'binance', symbol: 'BTCUSDT', id, kind: 'FUNDING', amount: '1', currency: 'USDT', timestamp: T + 3,
  }); // prettier-ignore
}

function adopt(cache: CacheService, amount: number): void {
  const positions = [
    { symbol: 'XRPUSDT', signedAmount: String(amount), entryPrice: '1', timestamp: T + 1_000 * amount },
  ];
  cache.reconcilePositions({ exchange: 'okx', complete: true, positions }, { adopt: true });
}

function notes(cache: CacheService, version: number): void {
  for (const asset of ['BTC', 'USDT'])
    cache.applyBalance({
      exchange: 'binance', account: 'spot', asset, free: String(version), timestamp: T + version,
    }); // prettier-ignore
  for (const key of ['a', 'b']) cache.setParameter(key, { version });
  for (const symbol of SYMBOLS) cache.setMetadata(symbol, { version });
  cache.setLeverage('binance', 'BTCUSDT', String(version));
}

function byId(orders: readonly Order[]): readonly Order[] {
  return sorted(orders, ({ id }) => String(id));
}

function sorted<T>(list: readonly T[], by: (each: T) => string): T[] {
  return [...list].sort((one, other) => (by(one) < by(other) ? -1 : 1));
}
