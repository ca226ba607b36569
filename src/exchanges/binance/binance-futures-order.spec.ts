import { describe, expect, it } from '@jest/globals';
import { futures, only, order, T } from '../../../test/support/binance-events.js';
import { mapBinance } from './binance.mapper.js';

describe('ORDER_TRADE_UPDATE', () => {
  it('a new order of hedge mode', () => {
    expect(order(futures({}))).toEqual({
      exchange: 'binance',
      symbol: 'BTCUSD_200925',
      id: '8888888',
      clientOrderId: 'TEST',
      status: 'ACCEPTED',
      side: 'SELL',
      type: 'TRAILING_STOP_MARKET',
      timeInForce: 'GTC',
      price: null,
      amount: '2',
      filled: '0',
      average: null,
      lastFilled: '0',
      lastFilledPrice: null,
      tradeId: null,
      fee: '0',
      feeCurrency: null,
      liquidity: null,
      reduceOnly: false,
      positionSide: 'LONG',
      reason: null,
      timestamp: T,
    });
  });

  const FILL = {
    x: 'TRADE',
    X: 'FILLED',
    l: '2',
    z: '2',
    L: '9000.5',
    ap: '9000.50000',
    t: 12,
    n: '-0.00000012',
  };

  it('a fill, with a rebate, and the digits of the average', () => {
    expect(order(futures(FILL))).toMatchObject({
      status: 'FILLED',
      average: '9000.50000',
      lastFilled: '2',
      lastFilledPrice: '9000.5',
      tradeId: '12',
      fee: '-0.00000012',
      feeCurrency: 'BTC',
      liquidity: 'TAKER',
    });
    expect(order(futures({ ...FILL, m: true })).liquidity).toBe('MAKER');
    expect(order(futures({ ...FILL, m: undefined })).liquidity).toBeNull();
  });

  it('no commission is free of charge; one without its currency is not known', () => {
    expect(order(futures({ ...FILL, n: undefined, N: undefined }))).toMatchObject({
      fee: '0',
      feeCurrency: null,
    });
    expect(order(futures({ ...FILL, N: undefined }))).toMatchObject({ fee: null, feeCurrency: null });
  });

  it.each([
    ['BOTH', 'NET'],
    ['LONG', 'LONG'],
    ['SHORT', 'SHORT'],
    [undefined, null],
  ])('position side %s is %s', (ps, leg) => {
    expect(order(futures({ ps })).positionSide).toBe(leg);
  });

  it.each([
    ['NEW', 'ACCEPTED'],
    ['PARTIALLY_FILLED', 'PARTIALLY_FILLED'],
    ['FILLED', 'FILLED'],
    ['CANCELED', 'CANCELED'],
    ['REJECTED', 'REJECTED'],
    ['EXPIRED', 'EXPIRED'],
    ['EXPIRED_IN_MATCH', 'EXPIRED'],
    ['NEW_ADL', 'ACCEPTED'],
    ['NEW_INSURANCE', 'ACCEPTED'],
  ])('status %s is %s', (X, status) => {
    expect(order(futures({ X })).status).toBe(status);
  });

  it.each([
    ['NEW_ADL', '2', '2', 'FILLED'],
    ['NEW_INSURANCE', '2', '2', 'FILLED'],
    ['NEW_ADL', '2', '1.5', 'PARTIALLY_FILLED'],
    ['NEW_INSURANCE', '0', '1.5', 'PARTIALLY_FILLED'],
    ['NEW', '2', '2', 'ACCEPTED'],
  ])('status %s of the amount %s, of which %s is filled, is %s', (X, q, z, status) => {
    expect(order(futures({ X, q, z, ap: '9000.5' })).status).toBe(status);
  });

  it('happened at the transaction time, whatever else it tells of times', () => {
    expect(order(futures({ T: T - 5 })).timestamp).toBe(T);
    const { T: _, ...event } = futures({ T: T - 5, O: T - 9 }) as { readonly T: number };
    expect(order(event).timestamp).toBe(T - 5);
  });

  it('an amend: the new price and amount, and nothing filled by it', () => {
    const amend = { x: 'AMENDMENT', X: 'PARTIALLY_FILLED', q: '3', p: '9001', z: '2', ap: '9000.50000' };
    expect(order(futures(amend))).toMatchObject({
      status: 'PARTIALLY_FILLED',
      amount: '3',
      price: '9001',
      filled: '2',
      lastFilled: '0',
      tradeId: null,
    });
  });

  it.each([
    [{ c: 'autoclose-1568879465650', o: 'LIQUIDATION' }, 'LIQUIDATION'],
    [{ x: 'CALCULATED', X: 'FILLED' }, 'LIQUIDATION'],
    [{ c: 'adl_autoclose' }, 'ADL'],
    [{ c: 'settlement_autoclose-1' }, 'SETTLEMENT'],
    [{ x: 'EXPIRED', X: 'EXPIRED', er: '5' }, 'expiry reason 5'],
    [{ er: '0' }, null],
  ])('%j: the reason is %s', (fields, reason) => {
    expect(order(futures(fields)).reason).toBe(reason);
  });

  it('a liquidation fills as any other order does', () => {
    expect(order(futures({ ...FILL, x: 'CALCULATED', c: 'autoclose-1' }))).toMatchObject({
      filled: '2',
      lastFilled: '2',
      tradeId: '12',
    });
  });
});

describe('TRADE_LITE', () => {
  const TRADE = {
    e: 'TRADE_LITE', E: T + 1, T, s: 'BTCUSDT', q: '0.001', p: '0', m: false, c: 'z8hcUoOsqEdKMeKPSABslD', S: 'BUY',
    L: '64089.20', l: '0.040', t: 109100866, i: 8886774,
  }; // prettier-ignore

  it('is a trade without fee and leg', () => {
    expect(only(mapBinance(TRADE))).toEqual({
      kind: 'trades',
      trades: [
        {
          exchange: 'binance',
          symbol: 'BTCUSDT',
          orderId: '8886774',
          clientOrderId: 'z8hcUoOsqEdKMeKPSABslD',
          tradeId: '109100866',
          side: 'BUY',
          positionSide: null,
          quantity: '0.04',
          price: '64089.2',
          fee: null,
          feeCurrency: null,
          liquidity: 'TAKER',
          timestamp: T,
        },
      ],
    });
  });

  it('beautified, says the same of its liquidity', () => {
    const { m: _, ...rest } = TRADE;
    expect(mapBinance({ ...rest, isMaker: true })).toMatchObject([{ trades: [{ liquidity: 'MAKER' }] }]);
    expect(mapBinance(rest)).toMatchObject([{ trades: [{ liquidity: null }] }]);
  });

  it.each([
    [{ t: 0 }, 't'],
    [{ l: '0' }, 'l'],
    [{ i: 0, c: null }, 'i'],
  ])('is invalid with %j', (fields, field) => {
    expect(mapBinance({ ...TRADE, ...fields })).toMatchObject([
      { kind: 'invalid', field: `TRADE_LITE.${field}` },
    ]);
  });
});
