import { describe, expect, it } from '@jest/globals';
import { order, SPOT, T } from '../../../test/support/binance-events.js';
import { mapBinance } from './binance.mapper.js';

describe('executionReport', () => {
  it('a new order', () => {
    expect(order(SPOT)).toEqual({
      exchange: 'binance-spot',
      symbol: 'ETHBTC',
      id: '4293153',
      clientOrderId: 'mine',
      status: 'ACCEPTED',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '0.1026441',
      amount: '1',
      filled: '0',
      average: null,
      lastFilled: '0',
      lastFilledPrice: null,
      tradeId: null,
      fee: '0',
      feeCurrency: null,
      liquidity: null,
      reason: null,
      replaces: null,
      timestamp: T,
    });
  });

  it('happened at its transaction time, not when it was created or went to the book', () => {
    expect(order({ ...SPOT, O: T - 1_000, W: T - 900 }).timestamp).toBe(T);
    expect(order({ ...SPOT, T: undefined, O: T - 1_000, W: T - 900 }).timestamp).toBeNull();
  });

  it.each([T * 1_000 + 999, `${T * 1_000 + 1}`, `${T}`, `${T}999999`, Number(`${T}456789`)])(
    'the time %s is told in milliseconds',
    (time) => {
      expect(order({ ...SPOT, T: time })).toMatchObject({ timestamp: T });
    },
  );

  it('a fill: its commission, and the average from what was paid so far', () => {
    const fill = {
      x: 'TRADE',
      X: 'PARTIALLY_FILLED',
      l: '0.2',
      z: '0.3',
      L: '0.1',
      n: '0.0002',
      N: 'ETH',
      t: 77,
      Z: '0.0301',
    };
    expect(order({ ...SPOT, ...fill })).toMatchObject({
      status: 'PARTIALLY_FILLED',
      filled: '0.3',
      average: '0.100333333333333333',
      lastFilled: '0.2',
      lastFilledPrice: '0.1',
      tradeId: '77',
      fee: '0.0002',
      feeCurrency: 'ETH',
      liquidity: 'TAKER',
    });
    expect(order({ ...SPOT, ...fill, m: true }).liquidity).toBe('MAKER');
  });

  it.each([
    ['-1.00000000', null],
    ['0.00000000', null],
    ['0.000000000000000001', null],
    ['123456789012345678', null],
  ])('a cost of %s tells no average', (Z, average) => {
    const z = Z === '123456789012345678' ? '0.001' : '10';
    expect(order({ ...SPOT, z, Z }).average).toBe(average);
  });

  it('a cancel: the order’s own client id, not the one of the request', () => {
    const cancel = { x: 'CANCELED', X: 'CANCELED', c: 'cancel-request', C: 'mine' };
    expect(order({ ...SPOT, ...cancel })).toMatchObject({ clientOrderId: 'mine', status: 'CANCELED' });
    expect(order({ ...SPOT, ...cancel, C: null }).clientOrderId).toBe('cancel-request');
  });

  it('an amend keeps the order, with the client id that it has from then on and the one before', () => {
    expect(order({ ...SPOT, x: 'REPLACED', c: 'amended', C: 'mine', q: '0.5' })).toMatchObject({
      status: 'ACCEPTED',
      id: '4293153',
      clientOrderId: 'amended',
      replaces: 'mine',
      amount: '0.5',
    });
    expect(order({ ...SPOT, C: 'of a request' })).toMatchObject({ clientOrderId: 'mine', replaces: null });
    expect(order({ ...SPOT, x: 'REPLACED', c: 'mine', C: 'mine' })).toMatchObject({
      clientOrderId: 'mine',
      replaces: null,
    });
  });

  it('that does not tell its last fill says nothing of it', () => {
    const { l: _, L: __, t: ___, n: ____, N: _____, ...row } = SPOT;
    expect(order({ ...row, X: 'PARTIALLY_FILLED', z: '0.3', Z: '0.03' })).toMatchObject({
      filled: '0.3',
      lastFilled: null,
      fee: null,
      tradeId: null,
    });
  });

  /** https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq */
  const PREVENTED = {
    x: 'TRADE_PREVENTION', q: '6', A: '2', B: '2', v: 4, u: 1, U: 23, Cs: 'ETHBTC', pl: '2', pL: '0.1', pY: '0.2',
  }; // prettier-ignore

  it('a prevented self-trade is no fill; what it took of an open order is no part of its amount', () => {
    expect(order({ ...SPOT, ...PREVENTED, X: 'PARTIALLY_FILLED', z: '1', Z: '0.1' })).toMatchObject({
      status: 'PARTIALLY_FILLED',
      amount: '4',
      filled: '1',
      lastFilled: '0',
      tradeId: null,
    });
    // Whatever stands where a last fill would: the execution type says that there was none.
    expect(order({ ...SPOT, ...PREVENTED, l: '2', L: '0.1', t: 9 })).toMatchObject({
      filled: '0',
      lastFilled: '0',
      lastFilledPrice: null,
      tradeId: null,
      liquidity: null,
    });
  });

  it('an order that filled what prevention left of it is filled; one that it ended keeps its amount', () => {
    expect(order({ ...SPOT, ...PREVENTED, x: 'TRADE', X: 'FILLED', z: '4', Z: '0.4' })).toMatchObject({
      status: 'FILLED',
      amount: '4',
      filled: '4',
    });
    const ended = { ...PREVENTED, X: 'EXPIRED_IN_MATCH', A: '5', B: '5', z: '1', Z: '0.1' };
    expect(order({ ...SPOT, ...ended })).toMatchObject({ status: 'EXPIRED', amount: '6', filled: '1' });
    expect(order({ ...SPOT, ...PREVENTED, A: '7' }).amount).toBe('6');
  });

  it('a rejection, of an order without an id', () => {
    const refused = { x: 'REJECTED', X: 'REJECTED', r: 'INSUFFICIENT_BALANCES', i: -1 };
    expect(order({ ...SPOT, ...refused })).toMatchObject({
      id: null,
      clientOrderId: 'mine',
      status: 'REJECTED',
      reason: 'INSUFFICIENT_BALANCES',
    });
    expect(mapBinance({ ...SPOT, ...refused, c: '' })).toEqual([
      { kind: 'invalid', field: 'executionReport.i', reason: 'is missing' },
    ]);
  });

  it('an expiry: self-trade prevention, and any other with its number', () => {
    expect(order({ ...SPOT, x: 'TRADE_PREVENTION', X: 'EXPIRED_IN_MATCH' }).status).toBe('EXPIRED');
    expect(order({ ...SPOT, x: 'EXPIRED', X: 'EXPIRED', eR: 6 })).toMatchObject({
      status: 'EXPIRED',
      reason: 'expiry reason 6',
    });
  });
});
