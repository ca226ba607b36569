import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { applyMapped, CacheService } from '../../index.js';
import type { Mapped, PositionSide } from '../../index.js';
import { Random, ScriptedExchange, TradingCacheTestingModule, VirtualClock } from '../index.js';
import type { DeliveryOptions, OrderRequest, ScriptedExchangeOptions } from '../index.js';

const SYMBOL = 'BTCUSDT';
const BUY: OrderRequest = { symbol: SYMBOL, side: 'BUY', price: '100', amount: '2' };
const SELL: OrderRequest = { ...BUY, side: 'SELL' };

let module: TestingModule;
let cache: CacheService;
let clock: VirtualClock;

beforeEach(async () => {
  module = await Test.createTestingModule({ imports: [TradingCacheTestingModule.forRoot()] }).compile();
  await module.init();
  cache = module.get(CacheService);
  clock = module.get(VirtualClock);
});

afterEach(() => module.close());

function connected(options: ScriptedExchangeOptions = {}): ScriptedExchange {
  const exchange = new ScriptedExchange({ clock, ...options });
  exchange.connect(cache);
  return exchange;
}

/** A scripted exchange, and what it says. */
function heard(options: ScriptedExchangeOptions = {}): { exchange: ScriptedExchange; messages: Mapped[] } {
  const exchange = new ScriptedExchange(options);
  const messages: Mapped[] = [];
  exchange.on((message) => void messages.push(message));
  return { exchange, messages };
}

function expectSame(exchange: ScriptedExchange, symbol = SYMBOL, positionSide: PositionSide = 'NET'): void {
  const theirs = exchange.position(symbol, positionSide);
  expect(theirs).not.toBeNull();
  expect(cache.position(symbol, { positionSide })).toMatchObject({ ...theirs });
  expect(cache.checkIntegrity().ok).toBe(true);
}

describe('a scripted exchange', () => {
  it('takes orders from their submission to their end', () => {
    const exchange = connected();
    const bid = exchange.submit({ ...BUY, clientOrderId: 'bid' });
    expect(cache.order(bid)).toBeNull();
    expect(exchange.submitted().map(({ clientOrderId }) => clientOrderId)).toEqual(['bid']);
    exchange.accept(bid);
    expect(cache.order('bid')).toMatchObject({ id: bid, status: 'ACCEPTED', type: 'LIMIT', price: '100' });
    exchange.fill('bid', '0.5');
    expect(cache.order(bid)).toMatchObject({ status: 'PARTIALLY_FILLED', filled: '0.5', average: '100' });
    exchange.fill(bid, null, '99');
    expect(cache.order(bid)).toMatchObject({
      status: 'FILLED',
      filled: '2',
      average: '99.25',
      remaining: '0',
    });
    expect(exchange.submitted()).toEqual([]);
    expectSame(exchange);
  });

  it('fills market orders at the price that it is told, as a taker', () => {
    const exchange = connected({ fees: { maker: '-0.0001', taker: '0.0005' } });
    exchange.fill(exchange.submit({ symbol: SYMBOL, side: 'SELL', amount: '3' }), null, '101.5');
    expect(cache.orders()[0]).toMatchObject({
      type: 'MARKET',
      status: 'FILLED',
      fee: '0.15225',
      feeCurrency: 'USDT',
    });
    expectSame(exchange);
    exchange.fill(exchange.submit(BUY), '1');
    expect(exchange.position(SYMBOL)).toMatchObject({
      signedAmount: '-2',
      realizedPnl: '1.5',
      fees: { USDT: '0.14225' },
    });
    expectSame(exchange);
  });

  it('takes the liquidity and the fee of a fill from the script', () => {
    const exchange = connected({ fees: { taker: '0.001' } });
    exchange.fill(exchange.submit(BUY), '1', null, { liquidity: 'TAKER' });
    exchange.fill(exchange.submit(BUY), '1', null, { fee: '-0.003', feeCurrency: 'BNB' });
    expect(exchange.trades()).toMatchObject([
      { liquidity: 'TAKER', fee: '0.1', feeCurrency: 'USDT' },
      { liquidity: 'MAKER', fee: '-0.003', feeCurrency: 'BNB' },
    ]);
    expect(exchange.position(SYMBOL)?.fees).toEqual({ USDT: '0.1', BNB: '-0.003' });
    expectSame(exchange);
  });

  it('rejects, expires and cancels', () => {
    const exchange = connected();
    exchange.reject(exchange.submit(BUY), 'insufficient margin');
    const postOnly = exchange.submit({ ...BUY, timeInForce: 'GTX' });
    exchange.accept(postOnly);
    exchange.expire(postOnly, 'would take liquidity');
    exchange.cancel(exchange.submit(BUY));
    expect(cache.orders().map(({ status, reason, timeInForce }) => [status, reason, timeInForce])).toEqual([
      ['REJECTED', 'insufficient margin', 'GTC'],
      ['EXPIRED', 'would take liquidity', 'GTX'],
      ['CANCELED', null, 'GTC'],
    ]);
  });

  it('tells of a fill after the cancel: it counts, and the order stays canceled unless all of it is filled', () => {
    const exchange = connected();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.cancel(id);
    exchange.fill(id, '0.5');
    expect(cache.order(id)).toMatchObject({ status: 'CANCELED', filled: '0.5' });
    expect(exchange.order(id)).toMatchObject({ status: 'CANCELED', filled: '0.5' });
    exchange.fill(id);
    expect([cache.order(id)?.status, exchange.order(id)?.status]).toEqual(['FILLED', 'FILLED']);
    expectSame(exchange);
  });

  it('refuses a cancel: the order goes on, also where the clock stands still', () => {
    const exchange = connected();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.fill(id, '1');
    cache.markCancelIntent(id);
    exchange.requestCancel(id);
    expect(exchange.cancelRequests().map((order) => order.id)).toEqual([id]);
    expect(cache.ordersOpen()).toEqual([]);
    exchange.rejectCancel(id);
    expect(exchange.cancelRequests()).toEqual([]);
    expect(cache.ordersOpen()).toMatchObject([{ id, status: 'PARTIALLY_FILLED', cancelIntent: false }]);
  });

  it('amends price and amount', () => {
    const exchange = connected();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.fill(id, '1');
    exchange.amend(id, { price: '98', amount: '3' });
    exchange.amend(id, { amount: '4' });
    expect(cache.order(id)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      price: '98',
      amount: '4',
      remaining: '3',
    });
    expect(() => exchange.amend(id, { amount: '1' })).toThrow(
      expect.objectContaining({ code: 'IMPOSSIBLE_SCRIPT', message: expect.stringContaining('is filled') }),
    );
  });

  it('counts in order of time: its events follow its clock, and no two share a millisecond', async () => {
    const { exchange } = heard({ clock });
    const id = exchange.submit(BUY);
    exchange.fill(id, '1');
    await clock.advance(250);
    exchange.fill(id, '1');
    const start = new VirtualClock().now();
    expect(exchange.trades().map(({ timestamp }) => timestamp)).toEqual([start + 1, start + 250]);
    expect(exchange.trades(start + 2)).toHaveLength(1);
    const snapshot = exchange.snapshot();
    exchange.fill(exchange.submit(BUY), '1');
    expect(exchange.trades().at(-1)?.timestamp).toBeGreaterThan(snapshot.timestamp as number);
  });

  it('says the same in each run', () => {
    const options = { outOfOrder: true, twice: true, seed: 9 };
    expect(said(options, 4)).toEqual(said(options, 4));
  });
});

describe('positions of a scripted exchange', () => {
  it('have two legs in hedge mode, and none goes beyond zero', () => {
    const exchange = connected();
    const long = { ...BUY, positionSide: 'LONG' as const };
    const short = { ...SELL, positionSide: 'SHORT' as const };
    exchange.fill(exchange.submit(long));
    exchange.fill(exchange.submit(short), '1');
    exchange.fill(exchange.submit({ ...long, side: 'SELL', price: '104' }), '1.5');
    expect(exchange.position(SYMBOL, 'LONG')).toMatchObject({ signedAmount: '0.5', realizedPnl: '6' });
    expect(exchange.position(SYMBOL, 'SHORT')).toMatchObject({ signedAmount: '-1' });
    expect(exchange.position(SYMBOL)).toBeNull();
    expectSame(exchange, SYMBOL, 'LONG');
    expectSame(exchange, SYMBOL, 'SHORT');
    const beyond = exchange.submit({ ...short, side: 'BUY' });
    expect(() => exchange.fill(beyond)).toThrow('its SHORT leg has 1 to close');
    const reduceOnly = exchange.submit({ ...SELL, reduceOnly: true });
    expect(() => exchange.fill(reduceOnly, '0.1')).toThrow('its NET leg has 0 to close');
    expect(exchange.order(reduceOnly)).toMatchObject({ status: 'PENDING', filled: '0' });
  });

  it.each([
    ['linear contracts', { kind: 'linear', contractSize: '0.01', settle: 'USDT' }, '22', { USDT: '0.882' }],
    [
      'inverse contracts',
      { kind: 'inverse', contractSize: '10', base: 'BTC' },
      '0.022940776038121171',
      { BTC: '0.000730905377808033' },
    ],
    ['spot', { kind: 'spot', base: 'BTC', quote: 'USDT' }, '2200', { USDT: '88.2' }],
  ] as const)('of %s are counted as the cache does', (_, terms, realizedPnl, fees) => {
    const exchange = connected({ markets: [{ symbol: 'M', ...terms }], fees: { taker: '0.001' } });
    const trade = (side: 'BUY' | 'SELL', amount: string, price: string): void =>
      exchange.fill(exchange.submit({ symbol: 'M', side, amount }), null, price);
    trade('BUY', '30', '1000');
    trade('BUY', '10', '1300');
    expectSame(exchange, 'M');
    trade('SELL', '40', '1130');
    expect(exchange.position('M')).toMatchObject({ signedAmount: '0', entryPrice: '0', realizedPnl, fees });
    expectSame(exchange, 'M');
  });

  it('of spot shrink by fees in the base currency', () => {
    const markets = [{ symbol: 'BTC/USDT', kind: 'spot', base: 'BTC', quote: 'USDT' }] as const;
    const exchange = connected({ markets, fees: { maker: '0.001', currency: 'BTC' } });
    const order = { symbol: 'BTC/USDT', side: 'BUY', amount: '2', price: '100' } as const;
    exchange.fill(exchange.submit(order), '1', null, { fee: '0.001' });
    exchange.fill(exchange.submit(order), '1', '110', { fee: '0.003' });
    expect(exchange.position('BTC/USDT')).toMatchObject({ signedAmount: '1.996', realizedPnl: '0' });
    expectSame(exchange, 'BTC/USDT');
    exchange.fill(exchange.submit({ ...order, side: 'SELL' }), '1.996', '120', {
      fee: '1',
      feeCurrency: 'USDT',
    });
    expectSame(exchange, 'BTC/USDT');
  });
});

describe('the delivery of a scripted exchange', () => {
  it('is a push of the position, the report, the trade', () => {
    const { exchange, messages } = heard();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.fill(id);
    expect(messages.map(({ kind }) => kind)).toEqual(['orders', 'positions', 'orders', 'trades']);
    expect(messages[1]).toMatchObject({
      positions: [{ symbol: SYMBOL, signedAmount: '2', entryPrice: '100' }],
    });
  });

  const deliveries: DeliveryOptions[] = [
    { outOfOrder: true },
    { twice: true },
    { outOfOrder: true, twice: true },
    { reportsOnly: true },
    { reportsOnly: true, outOfOrder: true, twice: true },
    { tradesOnly: true, outOfOrder: true, twice: true },
  ];

  it.each(deliveries)('converges with %j', (delivery) => {
    for (let seed = 1; seed <= 25; seed++) {
      const name = `exchange-${seed}`;
      const exchange = connected({ name, fees: { maker: '0.0002', taker: '0.0005' } });
      exchange.deliver({ ...delivery, seed }, () => liveThrough(exchange, seed));
      expect(cache.position(SYMBOL, { exchange: name })).toMatchObject({ ...exchange.position(SYMBOL) });
      if (delivery.tradesOnly === true) continue;
      for (const { id, status, filled } of exchange.orders())
        expect([id, cache.order(id as string, { exchange: name })]).toMatchObject([id, { status, filled }]);
    }
    expect(cache.checkIntegrity().ok).toBe(true);
  });

  it('changes order, and repeats, by its seed', () => {
    const [usual, shuffled] = [said({}), said({ outOfOrder: true })];
    expect(shuffled).not.toEqual(usual);
    expect(shuffled.toSorted()).toEqual(usual.toSorted());
    expect(said({ outOfOrder: true, seed: 2 })).not.toEqual(shuffled);
    expect(said({ twice: true })).toEqual(usual.flatMap((message) => [message, message]));
    expect(() => said({ reportsOnly: true, tradesOnly: true })).toThrow('not both');
  });

  it('tells of what a listener causes after that which it was told, to every listener', () => {
    const exchange = new ScriptedExchange();
    const [first, second] = [exchange.submit(BUY), exchange.submit(SELL)];
    exchange.on((message) => {
      if (message.kind === 'positions') exchange.accept(second);
    });
    const kinds: string[] = [];
    exchange.on(({ kind }) => void kinds.push(kind));
    exchange.fill(first);
    expect(kinds).toEqual(['positions', 'orders', 'trades', 'orders']);
  });

  it('is for good where the exchange is made with it, and drained', () => {
    const exchange = connected({ delivery: { outOfOrder: true } });
    liveThrough(exchange, 2);
    exchange.drain();
    expect(cache.position(SYMBOL)).toMatchObject({ ...exchange.position(SYMBOL) });
  });

  it('goes on as usual after a script that fails, and after one that takes time', async () => {
    const { exchange, messages } = heard();
    const [first, second] = [exchange.submit(BUY), exchange.submit(BUY)];
    const failing = (): void => {
      exchange.accept(first);
      throw new Error('broken');
    };
    expect(() => exchange.deliver({ twice: true }, failing)).toThrow('broken');
    await exchange.deliver({ twice: true }, async () => {
      await Promise.resolve();
      exchange.fill(first);
    });
    exchange.accept(second);
    expect(messages).toHaveLength(2 + 6 + 1);
  });

  it('ends for a listener that has enough', () => {
    const exchange = new ScriptedExchange();
    const end = exchange.connect(cache);
    exchange.accept(exchange.submit(BUY));
    end();
    exchange.accept(exchange.submit(BUY));
    expect(cache.ordersCount()).toBe(1);
  });

  it('ends with the scope, and does not begin before it', async () => {
    const exchange = connected();
    await module.close();
    exchange.accept(exchange.submit(BUY));
    expect(exchange.openOrders()).toHaveLength(1);
    expect(() => exchange.connect(cache)).toThrow('is closed');
  });

  it('says where a scope rejects a message', () => {
    const exchange = connected();
    const id = exchange.submit({ ...BUY, clientOrderId: 'mine' });
    cache.applyUpdate({
      exchange: 'scripted',
      symbol: SYMBOL,
      id,
      side: 'SELL',
      status: 'ACCEPTED',
      amount: '1',
      filled: '0',
    });
    expect(() => exchange.accept(id)).toThrow('The cache rejects a message of the scripted exchange: side');
  });
});

describe('a lost connection', () => {
  it('tells nothing of what happens meanwhile; a snapshot does, and orders when they are asked for', async () => {
    const exchange = connected();
    const [bid, ask] = [exchange.submit(BUY), exchange.submit(SELL)];
    exchange.accept(bid);
    exchange.accept(ask);
    exchange.disconnect();
    exchange.fill(bid, '1.5');
    exchange.cancel(ask);
    const unknown = exchange.submit({ ...BUY, price: '90' });
    exchange.accept(unknown);
    expect(cache.position(SYMBOL)).toBeNull();
    exchange.reconnect();
    expect(cache.position(SYMBOL)).toBeNull();
    const snapshot = exchange.snapshot();
    const found = cache.reconcile(snapshot, { adopt: true });
    expect(found.orders.map(({ kind, orderId }) => [kind, orderId])).toEqual([
      ['status', bid],
      ['filled', bid],
      ['unknown', unknown],
      ['missing', ask],
    ]);
    const fetchOrder = ({ id }: { id: string | null }) => Promise.resolve(exchange.order(id ?? ''));
    const { confirmed } = await cache.resolveMissingOrders(snapshot, { fetchOrder, graceMs: 0 });
    expect(confirmed.map(({ id, status }) => [id, status])).toEqual([[ask, 'CANCELED']]);
    exchange.fill(bid);
    expectSame(exchange);
  });

  it('loses what was on its way', () => {
    const { exchange, messages } = heard({ delivery: { outOfOrder: true } });
    for (let count = 0; count < 20; count++) exchange.accept(exchange.submit(BUY));
    const told = messages.length;
    expect(told).toBeLessThan(20);
    exchange.disconnect();
    exchange.reconnect();
    exchange.drain();
    expect(messages).toHaveLength(told);
  });

  it('can be made good by the trades that were missed', () => {
    const exchange = connected();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.disconnect();
    exchange.fill(id, '1');
    exchange.reconnect();
    for (const trade of exchange.trades()) cache.applyTrade(trade);
    exchange.fill(id, '1');
    expect(cache.position(SYMBOL)).toMatchObject({ ...exchange.position(SYMBOL) });
  });

  it("ends a bot's stream, which reads what came before, and begins another", async () => {
    const exchange = new ScriptedExchange({ clock });
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const message of exchange.stream()) {
        applyMapped(cache, [message]);
        count++;
      }
      return count;
    };
    const first = read();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    exchange.fill(id, '1');
    exchange.disconnect();
    expect(await first).toBe(4);
    expect(() => exchange.stream()).toThrow(expect.objectContaining({ code: 'REQUEST_REFUSED' }));
    exchange.reconnect();
    const second = read();
    await Promise.resolve();
    exchange.fill(id, '1');
    exchange.disconnect();
    expect(await second).toBe(3);
    expectSame(exchange);
  });

  it('leaves nothing to a stream that is not read any more', async () => {
    const exchange = new ScriptedExchange();
    const stream = exchange.stream();
    exchange.accept(exchange.submit(BUY));
    for await (const message of stream) {
      expect(message.kind).toBe('orders');
      break;
    }
    exchange.accept(exchange.submit(BUY));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a script that cannot be', () => {
  it.each<[string, (exchange: ScriptedExchange, id: string) => void]>([
    ['There is no order 9', (exchange) => exchange.accept('9')],
    ['is ACCEPTED and cannot be accepted', (exchange, id) => exchange.accept(id)],
    ['is ACCEPTED and cannot be rejected', (exchange, id) => exchange.reject(id, 'late')],
    ['cannot fill 2.5: 2 remains', (exchange, id) => exchange.fill(id, '2.5')],
    ['The amount of a fill is zero', (exchange, id) => exchange.fill(id, '0')],
    ['amount must be a decimal', (exchange, id) => exchange.fill(id, '1e3')],
    ['price must be a decimal string', (exchange, id) => exchange.fill(id, '1', 100 as never)],
    ['Call requestCancel first', (exchange, id) => exchange.rejectCancel(id)],
    [
      'has no price of its own',
      (exchange) => exchange.fill(exchange.submit({ symbol: 'A', side: 'BUY', amount: '1' })),
    ],
    [
      'is CANCELED and cannot be amended',
      (exchange, id) => (exchange.cancel(id), exchange.amend(id, { price: '1' })),
    ],
    ['is FILLED and cannot be canceled', (exchange, id) => (exchange.fill(id), exchange.cancel(id))],
  ])('says why: %s', (message, script) => {
    const { exchange } = heard();
    const id = exchange.submit(BUY);
    exchange.accept(id);
    expect(() => script(exchange, id)).toThrow(message);
  });

  it.each<[string, OrderRequest]>([
    ['amount must be a decimal', { ...BUY, amount: '1,5' }],
    ['side must be BUY or SELL', { ...BUY, side: 'buy' as never }],
    ['its amount is zero', { ...BUY, amount: '0' }],
    ['it is scripted, not binance', { ...BUY, exchange: 'binance' }],
    ['an open order has the client id mine', { ...BUY, clientOrderId: 'mine' }],
  ])('is refused as a request: %s', (message, request) => {
    const { exchange } = heard();
    exchange.accept(exchange.submit({ ...BUY, clientOrderId: 'mine' }));
    expect(() => exchange.submit(request)).toThrow(message);
    expect(exchange.orders()).toHaveLength(1);
  });

  it('refuses to cancel what has ended', () => {
    const { exchange } = heard();
    const id = exchange.submit(BUY);
    exchange.fill(id);
    expect(() => exchange.requestCancel(id)).toThrow('order 1 is FILLED');
    expect(() => exchange.requestCancel('none')).toThrow('no order none');
  });
});

/** What an exchange says of the life of some orders. */
function said(options: DeliveryOptions, seed = 3): string[] {
  const { exchange, messages } = heard({ fees: { maker: '0.0002' } });
  exchange.deliver(options, () => liveThrough(exchange, seed));
  return messages.map((message) => JSON.stringify(message));
}

/** Some orders of one symbol, each from its acceptance to its end, at random. */
function liveThrough(exchange: ScriptedExchange, seed: number): void {
  const random = new Random(seed);
  for (let count = 0; count < 8; count++) {
    const side = random.pick(['BUY', 'SELL'] as const);
    const id = exchange.submit({ symbol: SYMBOL, side, price: String(random.integer(90, 110)), amount: '4' });
    exchange.accept(id);
    for (let fills = random.integer(0, 3); fills > 0; fills--)
      exchange.fill(id, random.pick(['1', '0.25']), `${random.integer(90, 110)}.5`);
    if (random.chance(30)) exchange.amend(id, { amount: '5' });
    const end = random.integer(1, 4);
    if (end === 1) exchange.cancel(id);
    else if (end === 2) exchange.expire(id);
    else if (end === 3) exchange.fill(id);
    if (end === 1 && random.chance(50)) exchange.fill(id, '0.5');
  }
  exchange.fill(exchange.submit({ symbol: SYMBOL, side: 'BUY', amount: '1' }), null, '100');
}
