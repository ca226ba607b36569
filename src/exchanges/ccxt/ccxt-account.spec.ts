import { describe, expect, it } from '@jest/globals';
import { BALANCES, MARKET, POSITION, T } from '../../../test/support/ccxt-structures.js';
import { mapCcxtBalances, mapCcxtMarkets, mapCcxtPositions } from './ccxt.mapper.js';

function position(fields: object, hedged?: boolean): unknown {
  const [mapped] = mapCcxtPositions(
    'binance',
    [{ ...POSITION, ...fields }],
    hedged === undefined ? {} : { hedged },
  );
  return mapped?.kind === 'positions' ? mapped.positions[0] : mapped;
}

function market(fields: object, precisionMode?: number): unknown {
  const options = precisionMode === undefined ? {} : { precisionMode };
  const [mapped] = mapCcxtMarkets('binance', [{ ...MARKET, ...fields }], options);
  return mapped?.kind === 'instruments' ? mapped.instruments[0] : mapped;
}

describe('a position of ccxt', () => {
  it('is what is held of a leg', () => {
    expect(position({})).toEqual({
      symbol: 'BTC/USDT:USDT',
      positionSide: 'NET',
      signedAmount: '-0.006',
      entryPrice: '23989.61666667',
      realizedPnl: '-0.12',
      timestamp: T + 5,
    });
  });

  it.each([
    [{ side: 'long' }, undefined, 'NET', '0.006'],
    [{ side: 'long', hedged: true }, undefined, 'LONG', '0.006'],
    [{ side: 'short', hedged: true }, undefined, 'SHORT', '-0.006'],
    [{ side: 'short', hedged: undefined }, undefined, 'NET', '-0.006'],
    [{ side: 'short', hedged: undefined }, true, 'SHORT', '-0.006'],
    [{ side: 'short', hedged: false }, true, 'NET', '-0.006'],
    [{ side: 'short', contracts: -0.006 }, undefined, 'NET', '-0.006'],
    [{ side: undefined, contracts: -0.006 }, undefined, 'NET', '-0.006'],
    [{ side: 'both', contracts: 0 }, undefined, 'NET', '0'],
    [{ side: 'short', contracts: 0, hedged: true }, undefined, 'SHORT', '0'],
    // BingX, XT: only what they sent tells that these are legs.
    [{ side: 'long', hedged: undefined, info: { positionSide: 'LONG' } }, undefined, 'LONG', '0.006'],
    [{ side: 'short', hedged: undefined, info: { positionSide: 'SHORT' } }, undefined, 'SHORT', '-0.006'],
    [
      { side: 'short', contracts: 0, hedged: undefined, info: { positionSide: 'SHORT' } },
      undefined,
      'SHORT',
      '0',
    ],
    [{ side: 'short', hedged: false, info: { posSide: 'short' } }, undefined, 'SHORT', '-0.006'],
    // BingX in one-way mode.
    [
      { side: 'short', hedged: undefined, info: { positionSide: 'SHORT', onlyOnePosition: true } },
      true,
      'NET',
      '-0.006',
    ],
    // HTX.
    [
      { side: 'short', hedged: undefined, info: { position_side: 'short', direction: 'sell' } },
      undefined,
      'SHORT',
      '-0.006',
    ],
    [
      { side: 'short', hedged: undefined, info: { position_side: 'both', direction: 'sell' } },
      true,
      'NET',
      '-0.006',
    ],
    [
      { side: 'long', hedged: undefined, info: { position_mode: 'dual_side', direction: 'buy' } },
      undefined,
      'LONG',
      '0.006',
    ],
    [
      { side: 'long', hedged: undefined, info: { position_mode: 'single_side', direction: 'buy' } },
      undefined,
      'NET',
      '0.006',
    ],
    // Poloniex in one-way mode.
    [
      { side: 'both', hedged: undefined, info: { posSide: 'BOTH', side: 'SELL' } },
      undefined,
      'NET',
      '-0.006',
    ],
    // Kraken's futures have no hedge mode.
    [{ side: 'long', hedged: 'both' }, undefined, 'NET', '0.006'],
    [{ side: 'short', hedged: 'both' }, true, 'NET', '-0.006'],
    // ccxt leaves the side of Aster's positions out.
    [{ side: undefined, info: { positionSide: 'BOTH', positionAmt: '-0.006' } }, undefined, 'NET', '-0.006'],
    [{ side: undefined, info: { ps: 'BOTH', pa: '0.006' } }, undefined, 'NET', '0.006'],
    [{ side: undefined, hedged: true, contracts: 0, info: { positionSide: 'LONG' } }, undefined, 'LONG', '0'],
    [{ side: undefined, hedged: true, info: { positionSide: 'SHORT' } }, undefined, 'SHORT', '-0.006'],
    [{ side: undefined, hedged: undefined, info: { ps: 'LONG' } }, true, 'LONG', '0.006'],
    [{ side: 'short', hedged: true, info: { positionSide: 'LONG' } }, undefined, 'SHORT', '-0.006'],
  ])('with %j (hedged otherwise: %s) is %s %s', (fields, hedged, positionSide, signedAmount) => {
    expect(position(fields, hedged)).toMatchObject({ positionSide, signedAmount });
  });

  it('that does not tell its contracts is invalid: that is not zero', () => {
    expect(position({ contracts: undefined, notional: -0.5 })).toEqual({
      kind: 'invalid',
      field: 'positions[0].contracts',
      reason: 'is missing',
    });
  });

  it('a flat leg that does not say which one tells nothing; one that holds something must say it', () => {
    expect(
      mapCcxtPositions('binance', [{ ...POSITION, hedged: true, side: undefined, contracts: 0 }]),
    ).toEqual([{ kind: 'positions', exchange: 'binance', positions: [] }]);
    for (const info of [{}, { positionSide: 'BOTH' }])
      expect(position({ hedged: true, side: undefined, info })).toMatchObject({
        kind: 'invalid',
        field: 'positions[0].side',
      });
  });

  it.each([
    [{}, T + 5],
    [{ info: { cTime: String(T) } }, T + 5],
    [{ lastUpdateTimestamp: undefined, info: { updateTime: T } }, T],
    // dYdX, Poloniex and Derive tell when a position was opened, and ccxt nothing else.
    [{ lastUpdateTimestamp: undefined, info: { createdAt: '2023-11-14T22:13:20.123Z' } }, null],
    [{ lastUpdateTimestamp: undefined, info: { creation_timestamp: T } }, null],
    // Bitget, KuCoin, Gate, Phemex, where they tell no more.
    [{ lastUpdateTimestamp: undefined, info: { ctime: String(T) } }, null],
    [{ lastUpdateTimestamp: undefined, info: { creationTime: T } }, null],
    [{ lastUpdateTimestamp: undefined, info: { first_open_time: T } }, null],
    [{ lastUpdateTimestamp: undefined, info: { openedTimeNs: T } }, null],
  ])('with %j was so at %s, not when it was opened', (fields, timestamp) => {
    expect(position(fields)).toMatchObject({ timestamp });
  });

  it('tells where its profit begins anew with each opening, as far as one says so', () => {
    const [mapped] = mapCcxtPositions('okx', [POSITION], { realizedSinceOpening: true });
    expect(mapped).toMatchObject({ positions: [{ realizedPnl: '-0.12', realizedSinceOpening: true }] });
  });

  it('that is flat has no entry price; an empty list tells that all are', () => {
    expect(position({ contracts: 0, entryPrice: 5 })).toMatchObject({ entryPrice: null });
    expect(mapCcxtPositions('binance', [])).toEqual([
      { kind: 'positions', exchange: 'binance', positions: [] },
    ]);
  });
});

describe('a market of ccxt', () => {
  it('is an instrument', () => {
    expect(market({})).toEqual({
      exchange: 'binance',
      symbol: 'BTC/USD:BTC',
      kind: 'inverse',
      contractSize: '100',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      priceIncrement: '0.1',
    });
  });

  it.each([
    [
      { inverse: false, linear: true, contractSize: 1e-4 },
      { kind: 'linear', contractSize: '0.0001' },
    ],
    [
      { contract: false, spot: true, linear: undefined, contractSize: undefined },
      { kind: 'spot', contractSize: null },
    ],
    [{ option: true }, undefined],
    [{ inverse: undefined, linear: undefined }, undefined],
    [{ contract: false, spot: false }, undefined],
    [{ contractSize: undefined }, { kind: 'invalid', field: 'markets[0].contractSize' }],
    [{ precision: undefined }, { priceIncrement: null }],
  ])('with %j is %j', (fields, expected) => {
    const mapped = market(fields);
    expect(
      mapped === undefined
        ? undefined
        : Object.fromEntries(
            Object.keys(expected ?? {}).map((key) => [key, (mapped as Record<string, unknown>)[key]]),
          ),
    ).toEqual(expected);
  });

  it.each([
    [4, 0.5, '0.5'],
    [2, 2, '0.01'],
    [2, 0, '1'],
    [2, 19, null],
    [2, 0.1, null],
    [3, 5, null],
    [4, 0, null],
    [4, undefined, null],
  ])('in precision mode %s, a price precision of %s is an increment of %s', (mode, price, increment) => {
    expect(market({ precision: { price } }, mode)).toMatchObject({ priceIncrement: increment });
  });

  it('comes in a list or by symbol, what is not accounted left out', () => {
    const bySymbol = { [MARKET.symbol]: MARKET, other: { ...MARKET, symbol: 'other', option: true } };
    const expected = [{ kind: 'instruments', instruments: [market({})] }];
    expect(mapCcxtMarkets('binance', bySymbol)).toEqual(expected);
    expect(mapCcxtMarkets('binance', Object.values(bySymbol))).toEqual(expected);
    expect(mapCcxtMarkets('binance', MARKET)).toEqual(expected);
  });
});

describe('balances of ccxt', () => {
  it('are those of each currency', () => {
    const common = { exchange: 'binance', account: 'spot', timestamp: T };
    expect(mapCcxtBalances('binance', 'spot', BALANCES)).toEqual([
      {
        kind: 'balances',
        balances: [
          { ...common, asset: 'BTC', free: '0.1', locked: '0.2', total: '0.3' },
          { ...common, asset: 'USDT', free: '0.000000001', locked: '0', total: '0.000000001' },
        ],
      },
    ]);
  });

  it('what is not told is null, and an asset may be called anything', () => {
    const total = JSON.parse('{"__proto__": 1, "free": "2", "": 3}') as object;
    expect(mapCcxtBalances('binance', 'spot', { total, timestamp: undefined })).toMatchObject([
      { balances: [{ asset: '__proto__', free: null, total: '1' }, { asset: 'free', locked: null, total: '2' }] },
      { kind: 'invalid' },
    ]); // prettier-ignore
  });

  it('without any tell that there are none; what is no object is unknown', () => {
    expect(mapCcxtBalances('binance', 'spot', { info: {} })).toEqual([{ kind: 'balances', balances: [] }]);
    expect(mapCcxtBalances('binance', 'spot', [])).toEqual([{ kind: 'unknown', message: [] }]);
    expect(mapCcxtBalances('binance', '', BALANCES)).toMatchObject([{ kind: 'invalid', field: 'account' }]);
  });
});
