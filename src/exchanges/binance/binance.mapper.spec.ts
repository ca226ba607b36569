import { describe, expect, it } from '@jest/globals';
import { account, futures, order, SPOT, T } from '../../../test/support/binance-events.js';
import { mapBinance } from './binance.mapper.js';

describe('a message', () => {
  it('as text keeps the digits of every number', () => {
    const text = JSON.stringify(futures({}))
      .replace('8888888', '12345678901234567891')
      .replace('"2"', '0.000000000000000001');
    expect(order(text)).toMatchObject({ id: '12345678901234567891', amount: '0.000000000000000001' });
  });

  it('parsed has lost the digits of a large id: that is said, and no other order touched', () => {
    expect(mapBinance(futures({ i: 2 ** 63 }))).toEqual([
      {
        kind: 'invalid',
        field: 'ORDER_TRADE_UPDATE.o.i',
        reason: 'has lost digits as a number: give the message as text',
      },
    ]);
  });

  it.each([
    ['of a combined stream', (event: unknown): unknown => ({ stream: 'listenKey', data: event })],
    ['of the WebSocket API', (event: unknown): unknown => ({ subscriptionId: 0, event })],
    ['as text', (event: unknown): unknown => JSON.stringify({ stream: 'listenKey', data: event })],
  ])('in the envelope %s', (_, envelope) => {
    expect(mapBinance(envelope(SPOT))).toEqual(mapBinance(SPOT));
  });

  it('of a list is mapped in its place, in an envelope and as text too; the list may be in the envelope', () => {
    const [spot] = mapBinance(SPOT);
    const fill = futures({ i: 7 });
    const [filled] = mapBinance(fill);
    const list = [SPOT, { stream: 'key', data: fill }, JSON.stringify(SPOT), 'pong', [SPOT]];
    const expected = [
      spot,
      filled,
      spot,
      { kind: 'unknown', message: 'pong' },
      { kind: 'unknown', message: [SPOT] },
    ];
    expect(mapBinance(list)).toEqual(expected);
    expect(mapBinance(JSON.stringify(list))).toMatchObject([
      spot,
      filled,
      spot,
      { kind: 'unknown' },
      { kind: 'unknown' },
    ]);
    expect(mapBinance({ stream: 'key', data: list })).toEqual(expected);
    const holes: unknown[] = [];
    holes.length = 1;
    expect(mapBinance(holes)).toEqual([{ kind: 'unknown', message: undefined }]);
    expect(mapBinance([])).toEqual([{ kind: 'ignored', reason: 'the list has no messages' }]);
  });

  it('that the SDK beautified says the same', () => {
    const pretty = {
      eventType: 'executionReport', eventTime: T + 1, symbol: 'ETHBTC', newClientOrderId: 'mine', side: 'BUY', orderType: 'LIMIT',
      cancelType: 'GTC', quantity: 1, price: 0.1026441, originalClientOrderId: '', executionType: 'TRADE',
      orderStatus: 'PARTIALLY_FILLED', rejectReason: 'NONE', orderId: 4293153, lastTradeQuantity: 1e-8, accumulatedQuantity: 1e-8,
      lastTradePrice: 0.1026441, commission: 1e-11, commissionAsset: 'ETH', tradeTime: T, tradeId: 5, isMaker: false,
      cummulativeQuoteAssetTransactedQty: 1.026441e-9, wsMarket: 'spot', wsKey: 'main',
    }; // prettier-ignore
    const raw = {
      ...SPOT,
      x: 'TRADE',
      X: 'PARTIALLY_FILLED',
      l: '0.00000001',
      z: '0.00000001',
      L: '0.10264410',
      t: 5,
    };
    const fill = { ...raw, n: '0.00000000001', N: 'ETH', Z: '0.000000001026441' };
    expect(mapBinance(pretty)).toEqual(mapBinance(fill));
    expect(order(pretty)).toMatchObject({ filled: '0.00000001', average: '0.1026441', fee: '0.00000000001' });
  });

  it('that an older SDK beautified says the same', () => {
    const order = {
      symbol: 'BNBUSDT',
      orderSide: 'BUY',
      orderTimeInForce: 'GTC',
      originalQuantity: 1,
      orderStatus: 'NEW',
      orderId: 7,
    };
    expect(mapBinance({ eventType: 'ORDER_TRADE_UPDATE', transactionTime: T, order })).toMatchObject([
      { updates: [{ symbol: 'BNBUSDT', id: '7', timeInForce: 'GTC', amount: '1', timestamp: T }] },
    ]);
    const fill = { ...order, lastFilledQuantity: 1, lastFilledPrice: 400, tradeId: 9, isMakerTrade: true };
    expect(mapBinance({ eventType: 'ORDER_TRADE_UPDATE', transactionTime: T, order: fill })).toMatchObject([
      { updates: [{ lastFilled: '1', tradeId: '9', liquidity: 'MAKER' }] },
    ]);
    const updateData = { updatedBalances: [{ asset: 'USDT', walletBalance: '872.2' }] };
    expect(mapBinance({ eventType: 'ACCOUNT_UPDATE', transactionId: T, updateData })).toMatchObject([
      { balances: [{ asset: 'USDT', total: '872.2', timestamp: T }] },
    ]);
  });

  it.each([
    [{ id: 1, result: null }],
    [{ id: 1, error: { code: 2, msg: 'no' } }],
    [{ e: 'listenKeyExpired' }],
    [{ e: 'ALGO_UPDATE', o: {} }],
    [{ eventType: 'ACCOUNT_CONFIG_UPDATE' }],
  ])('%j is ignored', (message) => {
    expect(mapBinance(message)).toMatchObject([{ kind: 'ignored' }]);
  });

  it.each([
    [undefined],
    [null],
    [7],
    ['pong'],
    [{}],
    [{ e: 'trade' }],
    [{ stream: 's', data: null }],
    [{ e: '__proto__' }],
  ])('%j is unknown', (message) => {
    expect(mapBinance(message)).toEqual([{ kind: 'unknown', message }]);
  });

  it.each([
    [{ ...SPOT, q: undefined }, 'executionReport.q', 'is missing'],
    [{ ...SPOT, q: '-1' }, 'executionReport.q', 'must not be negative'],
    [{ ...SPOT, S: 'buy' }, 'executionReport.S', 'must be one of BUY, SELL'],
    [{ ...SPOT, z: Number.NaN }, 'executionReport.z', 'must be text or a number, not a number'],
    [{ ...SPOT, s: 'a\u0000' }, 'executionReport.s', 'must not hold control characters, as at position 1'],
    [{ ...SPOT, T: 1.5 }, 'executionReport.T', 'must be integer milliseconds since the epoch'],
    [futures({ ps: 'x' }), 'ORDER_TRADE_UPDATE.o.ps', 'must be one of BOTH, LONG, SHORT'],
    [{ e: 'ORDER_TRADE_UPDATE', o: [] }, 'ORDER_TRADE_UPDATE.o', 'must be an object, not an array'],
    [{ e: 'ACCOUNT_UPDATE' }, 'ACCOUNT_UPDATE.a', 'must be an object, not a undefined'],
    [account({ P: {} }), 'ACCOUNT_UPDATE.a.P', 'must be a list'],
  ])('that cannot be true names its field: %#', (message, field, reason) => {
    expect(mapBinance(message)).toEqual([{ kind: 'invalid', field, reason }]);
  });

  it('is not kept: what is done to it later changes nothing', () => {
    const message = structuredClone(account({ B: [{ a: 'USDT', wb: '1' }] })) as {
      a: { B: { wb: string }[] };
    };
    const mapped = mapBinance(message);
    (message.a.B[0] as { wb: string }).wb = '2';
    message.a.B.length = 0;
    expect(mapped).toMatchObject([{ balances: [{ total: '1' }] }]);
  });
});
