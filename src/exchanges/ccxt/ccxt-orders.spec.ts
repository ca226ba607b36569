import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../../test/support/test-cache.js';
import { ORDER, T } from '../../../test/support/ccxt-structures.js';
import type { OrderUpdate } from '../../orders/order.js';
import { checkUpdate } from '../../orders/update-check.js';
import { mapCcxtOrders } from './ccxt.mapper.js';

/** The order that a structure tells, which the cache would take as it is. */
function order(fields: object): OrderUpdate {
  const [mapped] = mapCcxtOrders('kraken', { ...ORDER, ...fields });
  const update = mapped?.kind === 'orders' ? mapped.updates[0] : undefined;
  checkUpdate(update as OrderUpdate, null);
  return update as OrderUpdate;
}

describe('an order of ccxt', () => {
  it('becomes what it is so far', () => {
    expect(order({})).toEqual({
      exchange: 'kraken',
      symbol: 'ETH/BTC',
      id: '12345-67890:09876/54321',
      clientOrderId: 'abc',
      status: 'PARTIALLY_FILLED',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '0.06917684',
      amount: '1.5',
      filled: '1.1',
      average: '0.069176840000000000',
      cumFees: { ETH: '0.0011' },
      reduceOnly: null,
      positionSide: null,
      replaces: null,
      timestamp: T + 20,
    });
  });

  it('may lack nearly everything', () => {
    const bare = { id: '7', symbol: 'ETH/BTC', side: 'sell', amount: '2' };
    expect(mapCcxtOrders('kraken', bare)).toEqual([
      {
        kind: 'orders',
        updates: [
          {
            exchange: 'kraken',
            symbol: 'ETH/BTC',
            id: '7',
            clientOrderId: null,
            status: 'ACCEPTED',
            side: 'SELL',
            type: null,
            timeInForce: null,
            price: null,
            amount: '2',
            filled: '0',
            average: null,
            cumFees: null,
            reduceOnly: null,
            positionSide: null,
            replaces: null,
            timestamp: null,
          },
        ],
      },
    ]);
  });

  it.each([
    ['open', 0, 'ACCEPTED'],
    ['open', 1.1, 'PARTIALLY_FILLED'],
    [undefined, 0, 'ACCEPTED'],
    [null, 1.1, 'PARTIALLY_FILLED'],
    ['closed', 1.5, 'FILLED'],
    ['closed', 1.1, 'FILLED'],
    ['canceling', 1.1, 'CANCELING'],
    ['canceled', 1.1, 'CANCELED'],
    ['expired', 0, 'EXPIRED'],
    ['rejected', 0, 'REJECTED'],
    ['failed', 0, 'REJECTED'],
    ['filled', 1.5, 'FILLED'],
    ['pending', 0, 'ACCEPTED'],
  ])('%s, of which %s is filled, is %s', (status, filled, expected) => {
    expect(order({ status, filled }).status).toBe(expected);
  });

  it.each([
    [{ amount: undefined }, '1.5', '1.1'],
    // An amount that is not told is 0, which tells nothing: what is filled would be too little of an order that is not done.
    [{ amount: undefined, remaining: undefined }, '0', '1.1'],
    [{ amount: undefined, filled: undefined }, '0', '0'],
    // Sized in the quote currency: ccxt takes what was filled, in the base, from the amount in the quote.
    [{ amount: 10, filled: 98.5, remaining: -88.5 }, '10', '98.5'],
    [{ amount: 10, filled: undefined, remaining: -88.5 }, '10', '98.5'],
    [{ amount: undefined, filled: 98.5, remaining: -99 }, '0', '98.5'],
    [{ filled: undefined }, '1.5', '1.1'],
    [{ filled: null, remaining: null }, '1.5', '0'],
    [{ filled: undefined, amount: 0.3, remaining: 0.1 }, '0.3', '0.2'],
    [{ filled: undefined, amount: 1, remaining: 2 }, '1', '0'],
    [{ amount: 1e-8, filled: 1e-9 }, '0.00000001', '0.000000001'],
    [{ amount: '1e-8', filled: '0.000000001' }, '0.00000001', '0.000000001'],
    [{ amount: 1e17, filled: 123_456_789_012.5 }, '100000000000000000', '123456789012.5'],
    [{ amount: 5, filled: -0 }, '5', '0'],
  ])('with %j has the amount %s, of which %s is filled', (fields, amount, filled) => {
    expect(order(fields)).toMatchObject({ amount, filled });
  });

  it.each([
    [{ triggerPrice: 90 }, '0'],
    [{ stopPrice: '90' }, '0'],
    [{ stopLossPrice: 90, price: -1 }, '0'],
    [{ takeProfitPrice: 90, average: 0 }, '0'],
    [{ info: { algoId: '9' }, price: -1 }, '0'],
    // What an exchange tells itself counts.
    [{ triggerPrice: 90, average: 89 }, '10'],
    [{ triggerPrice: 90, filled: 4, remaining: 6 }, '4'],
    [{ triggerPrice: 90, status: 'canceled' }, '10'],
    [{}, '10'],
  ])(
    'a conditional order that is closed with %j, which traded as another order, filled %s',
    (fields, filled) => {
      const closed = {
        status: 'closed',
        average: undefined,
        amount: 10,
        filled: 10,
        remaining: 0,
        ...fields,
      };
      expect(order(closed)).toMatchObject({ amount: '10', filled });
    },
  );

  it('with the id 0 has none: several would be one', () => {
    expect(order({ id: '0' })).toMatchObject({ id: null, clientOrderId: 'abc' });
    expect(mapCcxtOrders('mexc', { ...ORDER, id: 0, clientOrderId: undefined })).toMatchObject([
      { kind: 'invalid', field: 'orders[0].id' },
    ]);
  });

  it.each([-1, '-1', 0, undefined])('with a price of %s has none', (price) => {
    expect(order({ price }).price).toBeNull();
  });

  it('that is closed and does not tell what was filled is refused: it would never be counted', () => {
    const closed = { ...ORDER, status: 'closed', filled: undefined, remaining: undefined };
    expect(mapCcxtOrders('kraken', closed)).toEqual([
      { kind: 'invalid', field: 'orders[0].filled', reason: 'is missing' },
    ]);
  });

  it.each([
    [{ average: 0.1 }, '0.100000000000000000'],
    [{ average: 105 }, '105'],
    [{ average: '0.10' }, '0.100000000000000000'],
    [{ average: '0.0000123456789012345678' }, '0.000012345678901235'],
    [{ average: undefined }, null],
    [{ average: 0 }, null],
    [{ filled: 0 }, null],
  ])('with %j: the average, whose digits tell no rounding, is %s', (fields, average) => {
    expect(order(fields).average).toBe(average);
  });

  it('whose average has few digits is counted exactly, fill by fill', () => {
    const cache = new TestCache();
    for (const [filled, average] of [
      [500, 0.1],
      [1000, 0.102],
    ]) {
      const { gap } = cache.positions.applyUpdate(order({ amount: 1000, filled, average, status: 'open' }));
      expect(gap?.estimated ?? false).toBe(false);
    }
    expect(cache.positions.position('ETH/BTC')).toMatchObject({ signedAmount: '1000', entryPrice: '0.102' });
  });

  it.each([
    [{ lastTradeTimestamp: undefined }, null],
    [{ lastTradeTimestamp: T + 1, lastUpdateTimestamp: T + 2 }, T + 2],
    [{ lastTradeTimestamp: T + 2, lastUpdateTimestamp: T + 1 }, T + 1],
    [{ lastTradeTimestamp: String(T + 1) }, T + 1],
    // KuCoin tells nanoseconds, which do not fit into a number.
    [{ lastUpdateTimestamp: 1774455603216000000 }, 1774455603216],
    [{ lastUpdateTimestamp: '1774455603156999999' }, 1774455603156],
  ])(
    'with %j, created before, happened at %s: a creation is not when it became what it is',
    (fields, timestamp) => {
      expect(order(fields).timestamp).toBe(timestamp);
    },
  );

  it.each([
    [{ fees: [], fee: { cost: 0.2, currency: 'USDT' } }, { USDT: '0.2' }],
    [{ fees: [{ cost: 0.1, currency: 'USDT' }, { cost: 0.2, currency: 'USDT' }, { cost: -0.5, currency: 'BNB' }] }, { USDT: '0.3', BNB: '-0.5' }],
    [{ fees: [{ cost: 0, currency: undefined }, { cost: 0.1, currency: 'BNB' }] }, { BNB: '0.1' }],
    [{ fees: [{ cost: 0.1, currency: 'BNB' }, { cost: 0.1 }] }, null],
    [{ fees: [{ cost: undefined, currency: 'BNB' }] }, null],
    [{ fees: undefined, fee: undefined }, null],
    [{ fees: [], fee: { cost: undefined, currency: undefined } }, null],
  ])('with %j: cumulative fees %j', (fields, cumFees) => {
    expect(order(fields).cumFees).toEqual(cumFees);
  }); // prettier-ignore

  it.each([
    [{ positionSide: 'LONG' }, 'LONG'],
    [{ positionSide: 'BOTH' }, 'NET'],
    [{ ps: 'SHORT' }, 'SHORT'],
    [{ posSide: 'net' }, 'NET'],
    [{ positionIdx: 2 }, 'SHORT'],
    [{ positionIdx: '1' }, 'LONG'],
    [{ positionSide: 'LONG', onlyOnePosition: true }, 'NET'],
    [{ positionSide: 'LONG', onlyOnePosition: false }, 'LONG'],
    [{ position_side: 'short' }, 'SHORT'],
    [{ direction: 'buy', offset: 'open' }, 'LONG'],
    [{ direction: 'buy', offset: 'close' }, 'SHORT'],
    [{ direction: 'sell', offset: 'open', position_mode: 'dual_side' }, 'SHORT'],
    [{ direction: 'sell', offset: 'close' }, 'LONG'],
    [{ direction: 'sell', offset: 'both' }, 'NET'],
    [{ direction: 'sell' }, null],
    [{ direction: 'up', offset: 'open' }, null],
    [{ positionSide: 'up' }, null],
    ['text', null],
    [undefined, null],
  ])('takes its leg from what the exchange sent: %j is %s', (info, leg) => {
    expect(order({ info }).positionSide).toBe(leg);
  });

  it.each([
    [1, 1, 'BUY', 'LONG'],
    ['2', '1', 'BUY', 'SHORT'],
    [3, 1, 'SELL', 'SHORT'],
    ['4', '1', 'SELL', 'LONG'],
    [2, 2, 'BUY', 'NET'],
    [4, undefined, 'SELL', null],
  ])(
    'of MEXC’s contracts takes side and leg from its figure: %s in mode %s',
    (figure, positionMode, side, positionSide) => {
      const info = { vol: 10, side: figure, positionMode };
      // ccxt reads 2 as `sell` and leaves 3 and 4.
      for (const read of ['sell', String(figure)])
        expect(order({ side: read, info })).toMatchObject({ side, positionSide });
    },
  );

  it('of Binance spot that was amended has the client id that it has now, and the one before', () => {
    const info = { e: 'executionReport', x: 'REPLACED', c: 'amended', C: 'mine' };
    // ccxt takes `C` for the client id wherever it is there.
    expect(order({ clientOrderId: 'mine', info })).toMatchObject({
      clientOrderId: 'amended',
      replaces: 'mine',
    });
    for (const other of [
      { ...info, x: 'CANCELED' },
      { ...info, C: 'amended' },
      { ...info, C: '' },
    ])
      expect(order({ info: other })).toMatchObject({ clientOrderId: 'abc', replaces: null });
  });

  it('of Alpaca names the order that it replaced', () => {
    expect(order({ info: { replaces: '61e69015' } })).toMatchObject({
      clientOrderId: 'abc',
      replaces: '61e69015',
    });
    for (const replaces of [null, 7, true]) expect(order({ info: { replaces } }).replaces).toBeNull();
  });

  it('a market order has no price, whatever ccxt gives it; post-only is a time in force', () => {
    expect(order({ type: 'market', price: 0.07 })).toMatchObject({ type: 'MARKET', price: null });
    expect(order({ postOnly: true })).toMatchObject({ timeInForce: 'PO' });
    expect(order({ type: 'stop_market', timeInForce: 'ioc' })).toMatchObject({
      type: 'STOP_MARKET',
      timeInForce: 'IOC',
    });
  });

  it.each([
    [{ id: undefined, clientOrderId: undefined }, 'id', 'is missing, and clientOrderId too'],
    [{ side: undefined }, 'side', 'is missing'],
    [{ symbol: null }, 'symbol', 'is missing'],
    [{ status: 'new' }, 'status', 'must be one of open, closed, canceling, canceled, cancelled, expired, rejected, pending, filled, failed'],
    [{ filled: Number.NaN }, 'filled', 'must be text or a number, not a number'],
    [{ amount: -1 }, 'amount', 'must not be negative'],
    [{ amount: 1e18 }, 'amount', 'must be a decimal of at most 18 integer and 18 fraction digits'],
    [{ id: 2 ** 60 }, 'id', 'has lost digits as a number: give the message as text'],
    [{ amount: undefined, filled: '9'.repeat(18), remaining: '9'.repeat(18) }, 'remaining', 'is too much beside the amount or what was filled'],
    [{ amount: '9'.repeat(18), filled: undefined, remaining: -1 }, 'remaining', 'is too much beside the amount or what was filled'],
    [{ fees: [{ cost: '9'.repeat(18), currency: 'X' }, { cost: '9'.repeat(18), currency: 'X' }] }, 'fee.cost', 'is too much beside the other fees'],
  ])('with %j names what is wrong', (fields, field, reason) => {
    expect(mapCcxtOrders('kraken', [{ ...ORDER, ...fields }])).toEqual([
      { kind: 'invalid', field: `orders[0].${field}`, reason },
    ]);
  }); // prettier-ignore
});

describe('orders of ccxt', () => {
  it('one that is wrong does not stop the others', () => {
    const mapped = mapCcxtOrders('kraken', [ORDER, { ...ORDER, side: 'up' }, { ...ORDER, id: '8' }]);
    expect(mapped).toMatchObject([
      { kind: 'orders', updates: [{ id: ORDER.id }, { id: '8' }] },
      { kind: 'invalid', field: 'orders[1].side' },
    ]);
  });

  it('an empty list tells that there are none; what is no order is unknown', () => {
    expect(mapCcxtOrders('kraken', [])).toEqual([{ kind: 'orders', updates: [] }]);
    for (const message of [null, undefined, 'pong', 7, [null], [[]]])
      expect(mapCcxtOrders('kraken', message)).toEqual([{ kind: 'unknown', message }]);
  });

  it('need a name for their exchange', () => {
    expect(mapCcxtOrders('', ORDER)).toMatchObject([{ kind: 'invalid', field: 'exchange' }]);
  });

  it('are copied: ccxt changes what it handed out', () => {
    const cached = structuredClone(ORDER);
    const mapped = mapCcxtOrders('kraken', [cached]);
    const before = structuredClone(mapped);
    cached.filled = 1.5;
    cached.status = 'closed';
    for (const fee of [cached.fee, ...cached.fees]) fee.cost = 9;
    expect(mapped).toEqual(before);
  });
});
