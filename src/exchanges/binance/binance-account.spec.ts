import { describe, expect, it } from '@jest/globals';
import { account, T } from '../../../test/support/binance-events.js';
import { mapBinance } from './binance.mapper.js';

describe('ACCOUNT_UPDATE', () => {
  const USDT = { a: 'USDT', wb: '122624.12345678', cw: '100.12345678', bc: '-0.50' };
  const SHORT = {
    s: 'BTCUSDT',
    pa: '-10.000',
    ep: '9600.10',
    cr: '0',
    up: '-45',
    mt: 'isolated',
    iw: '1',
    ps: 'SHORT',
  };
  const FLAT = { ...SHORT, pa: '0', ep: '0.00000', ps: 'BOTH' };

  it('tells balances and the positions of each leg', () => {
    expect(mapBinance(account({ B: [USDT], P: [SHORT, FLAT] }))).toEqual([
      {
        kind: 'balances',
        balances: [
          { exchange: 'binance', account: 'usd-m', asset: 'USDT', free: null, locked: null, total: '122624.12345678', timestamp: T },
        ],
      },
      {
        kind: 'positions',
        exchange: 'binance',
        positions: [
          { symbol: 'BTCUSDT', positionSide: 'SHORT', signedAmount: '-10', entryPrice: '9600.10', realizedPnl: '0', timestamp: T },
          { symbol: 'BTCUSDT', positionSide: 'NET', signedAmount: '0', entryPrice: null, realizedPnl: '0', timestamp: T },
        ],
      },
    ]); // prettier-ignore
  });

  it.each([
    [{}, 'usd-m'],
    [{ i: 'SfsR' }, 'coin-m'],
    [{ i: '', fs: 'UM' }, 'usd-m'],
    [{ i: 'SfsR', fs: 'CM' }, 'coin-m'],
  ])('with %j is of the account %s', (event, name) => {
    expect(mapBinance(account({ B: [USDT] }, event))).toMatchObject([{ balances: [{ account: name }] }]);
  });

  it('a row that cannot be true does not stop the others', () => {
    const wrong = { ...SHORT, pa: '10' };
    expect(mapBinance(account({ P: [wrong, SHORT], B: [{ a: 'USDT' }] }))).toMatchObject([
      { kind: 'invalid', field: 'ACCOUNT_UPDATE.a.B[0].wb' },
      { kind: 'positions', positions: [{ signedAmount: '-10' }] },
      { kind: 'invalid', field: 'ACCOUNT_UPDATE.a.P[0].pa' },
    ]);
  });

  it('the funding of an isolated position is an adjustment of that position', () => {
    const mapped = mapBinance(account({ m: 'FUNDING_FEE', B: [USDT], P: [FLAT, SHORT] }));
    expect(mapped.map(({ kind }) => kind)).toEqual(['balances', 'positions', 'adjustments']);
    expect(mapped[2]).toEqual({
      kind: 'adjustments',
      adjustments: [
        {
          exchange: 'binance',
          symbol: 'BTCUSDT',
          positionSide: 'SHORT',
          id: `FUNDING_FEE BTCUSDT SHORT ${T}`,
          kind: 'FUNDING',
          amount: '-0.5',
          currency: 'USDT',
          timestamp: T,
        },
      ],
    });
  });

  it.each([
    ['crossed: its position is not told', { m: 'FUNDING_FEE', B: [USDT], P: [] }],
    ['of two positions', { m: 'FUNDING_FEE', B: [USDT], P: [SHORT, { ...SHORT, s: 'ETHUSDT' }] }],
    ['without its amount', { m: 'FUNDING_FEE', B: [{ ...USDT, bc: undefined }], P: [SHORT] }],
    ['that is none', { m: 'ORDER', B: [USDT], P: [SHORT] }],
  ])('a funding %s is no adjustment', (_, data) => {
    expect(mapBinance(account(data)).map(({ kind }) => kind)).not.toContain('adjustments');
  });

  it('that tells nothing is ignored', () => {
    expect(mapBinance(account({}))).toEqual([{ kind: 'ignored', reason: 'the event has no rows' }]);
  });
});

describe('outboundAccountPosition', () => {
  it('tells what is free and what is locked', () => {
    const event = {
      e: 'outboundAccountPosition',
      E: T + 1,
      u: T,
      B: [{ a: 'ETH', f: '10000.000000', l: '0.500000' }],
    };
    expect(mapBinance(event)).toEqual([
      {
        kind: 'balances',
        balances: [
          { exchange: 'binance-spot', account: 'spot', asset: 'ETH', free: '10000', locked: '0.5', total: null, timestamp: T },
        ],
      },
    ]); // prettier-ignore
  });
});

describe('balanceUpdate', () => {
  const change = { exchange: 'binance-spot', account: 'spot', asset: 'BTC', delta: '-100', timestamp: T };

  it.each([
    { e: 'balanceUpdate', E: T + 1, a: 'BTC', d: '-100.0', T },
    { eventType: 'balanceUpdate', eventTime: T + 1, asset: 'BTC', balanceDelta: '-100.0', clearTime: T },
  ])('tells a change: %j', (event) => {
    expect(mapBinance(event)).toMatchObject([{ kind: 'balances', balances: [change] }]);
  });

  it('without its change is invalid', () => {
    expect(mapBinance({ e: 'balanceUpdate', E: T, a: 'BTC', T })).toMatchObject([
      { kind: 'invalid', field: 'balanceUpdate.d' },
    ]);
  });
});
