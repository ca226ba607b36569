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
      reason: null,
      timestamp: T,
    });
  });

  it.each([T * 1_000 + 999, `${T * 1_000 + 1}`, `${T}`])('the time %s is told in milliseconds', (time) => {
    expect(order({ ...SPOT, T: time })).toMatchObject({ timestamp: T });
  });

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
    });
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

  it('an amend keeps the order, with the client id that it has from then on', () => {
    expect(order({ ...SPOT, x: 'REPLACED', c: 'amended', C: 'mine', q: '0.5' })).toMatchObject({
      status: 'ACCEPTED',
      clientOrderId: 'amended',
      amount: '0.5',
    });
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
