import { describe, expect, it } from '@jest/globals';
import { T, TRADE } from '../../../test/support/ccxt-structures.js';
import type { MappedTrade } from '../mapped.js';
import { mapCcxtTrades } from './ccxt.mapper.js';

function trade(fields: object): MappedTrade | undefined {
  const [mapped] = mapCcxtTrades('kraken', { ...TRADE, ...fields });
  return mapped?.kind === 'trades' ? mapped.trades[0] : undefined;
}

describe('a trade of ccxt', () => {
  it('becomes a fill of its order', () => {
    expect(trade({})).toEqual({
      exchange: 'kraken',
      symbol: 'ETH/BTC',
      orderId: '12345-67890:09876/54321',
      clientOrderId: null,
      tradeId: '12345-67890',
      side: 'BUY',
      positionSide: null,
      quantity: '0.00000001',
      price: '0.06917684',
      fee: '-0.0000000015',
      feeCurrency: 'ETH',
      liquidity: 'TAKER',
      timestamp: T,
    });
  });

  it('fees in several currencies at once are not told', () => {
    const fees = [{ cost: 1, currency: 'A' }, { cost: 1, currency: 'B' }];
    expect(trade({ fees })).toMatchObject({ fee: null, feeCurrency: null });
    expect(trade({ fees: [fees[0], fees[0]] })).toMatchObject({ fee: '2', feeCurrency: 'A' });
  }); // prettier-ignore

  it('of MEXC’s contracts takes side and leg from its figure, which ccxt reads as spot’s', () => {
    const info = { vol: '1', side: '2', positionMode: '1' };
    expect(trade({ side: 'sell', info })).toMatchObject({ side: 'BUY', positionSide: 'SHORT' });
  });

  it.each([
    ['maker', 'MAKER'],
    ['taker', 'TAKER'],
    [undefined, null],
    ['rebate', null],
  ])('takerOrMaker %s is %s', (takerOrMaker, liquidity) => {
    expect(trade({ takerOrMaker })).toMatchObject({ liquidity });
  });

  it('happened at its timestamp, which is the execution’s, in milliseconds', () => {
    expect(trade({ timestamp: T + 1 })).toMatchObject({ timestamp: T + 1 });
    expect(trade({ timestamp: Number(`${T}000000`) })).toMatchObject({ timestamp: T });
  });

  it.each([
    [{ id: undefined }, 'id'],
    [{ order: undefined }, 'order'],
    [{ amount: 0 }, 'amount'],
    [{ price: undefined }, 'price'],
  ])('with %j names what is wrong', (fields, field) => {
    expect(mapCcxtTrades('kraken', [{ ...TRADE, ...fields }])).toMatchObject([
      { kind: 'invalid', field: `trades[0].${field}` },
    ]);
  });
});
