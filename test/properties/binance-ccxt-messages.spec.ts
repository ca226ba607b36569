import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { mapBinance } from '../../src/exchanges/binance/binance.mapper.js';
import {
  mapCcxtBalances, mapCcxtMarkets, mapCcxtOrders, mapCcxtPositions, mapCcxtTrades,
} from '../../src/exchanges/ccxt/ccxt.mapper.js'; // prettier-ignore
import type { Mapped } from '../../src/exchanges/mapped.js';
import { account, futures, SPOT, T } from '../support/binance-events.js';
import { BALANCES, MARKET, ORDER, POSITION, TRADE } from '../support/ccxt-structures.js';
import { mapperProperties } from '../support/mapper-properties.js';
import { notTaken } from '../support/not-taken.js';

/** `PROPERTY_RUNS=100000 npm run test:long -- test/properties/binance-ccxt-messages` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 2_000);

jest.setTimeout(60_000 + RUNS * 200);

const FILL = {
  x: 'TRADE',
  l: '0.2',
  z: '0.3',
  L: '0.1',
  n: '0.0002',
  N: 'ETH',
  t: 77,
  Z: '0.0301',
  ap: '0.10',
};
const USDT = { a: 'USDT', wb: '122624.12345678', cw: '100.12345678', bc: '-0.50' };
const HELD = {
  s: 'BTCUSDT',
  pa: '-10.000',
  ep: '9600.10',
  cr: '-1',
  up: '-45',
  mt: 'isolated',
  iw: '1',
  ps: 'SHORT',
};

const BINANCE_MESSAGES = [
  SPOT,
  { ...SPOT, ...FILL, X: 'PARTIALLY_FILLED' },
  { ...SPOT, x: 'CANCELED', X: 'CANCELED', C: 'original', eR: 4 },
  { ...SPOT, x: 'REPLACED', C: 'original', q: '0.5' },
  { ...SPOT, x: 'TRADE_PREVENTION', A: '0.4', B: '0.4', v: 4, u: 1, U: 23, pl: '0.4', pL: '0.1' },
  futures({}),
  futures({ ...FILL, X: 'FILLED', ps: 'BOTH', er: '3' }),
  futures({ ...FILL, X: 'NEW_ADL', q: '0.3', m: true }),
  { e: 'TRADE_LITE', E: T, T, s: 'BTCUSDT', q: '1', p: '0', m: false, c: 'mine', S: 'BUY', L: '64089.20', l: '0.040', t: 109, i: 888 },
  account({ B: [USDT], P: [HELD, { ...HELD, ps: 'BOTH', pa: '0' }] }, { i: 'SfsR', fs: 'CM' }),
  account({ m: 'FUNDING_FEE', B: [USDT], P: [HELD] }),
  { e: 'outboundAccountPosition', E: T, u: T, B: [{ a: 'ETH', f: '10000.000000', l: '0.500000' }] },
  { stream: 'key', data: SPOT },
  [SPOT, { stream: 'key', data: futures({}) }],
  { subscriptionId: 0, event: SPOT },
  { eventType: 'ACCOUNT_UPDATE', transactionTime: T, updateData: { updateEventType: 'ORDER', updatedBalances: [{ asset: 'BTC', walletBalance: 1.5 }] } },
  { id: 1, result: null },
  {
    cancelResponse: { symbol: 'BTCUSDT', origClientOrderId: 'mine', orderId: 9, clientOrderId: 'c', transactTime: T, origQty: '1', executedQty: '0.5', cummulativeQuoteQty: '5', status: 'CANCELED', side: 'SELL' },
    newOrderResponse: { symbol: 'BTCUSDT', orderId: 10, clientOrderId: 'next', transactTime: T, origQty: '1', executedQty: '0', status: 'NEW', side: 'SELL' },
  },
]; // prettier-ignore

/** A list without rows tells that there is nothing, which one of these may be after all. */
function ofCcxt(map: (message: unknown) => readonly Mapped[]): typeof map {
  return (message) =>
    map(message).map((each) => (rowsOf(each).length === 0 ? { kind: 'ignored', reason: each.kind } : each));
}

function rowsOf(mapped: Mapped): readonly unknown[] {
  return Object.values(mapped).find((value) => Array.isArray(value)) ?? [mapped];
}

describe.each<[string, (message: unknown) => readonly Mapped[], readonly unknown[]]>([
  ['messages of Binance', mapBinance, BINANCE_MESSAGES],
  [
    'orders of ccxt',
    ofCcxt((orders) => mapCcxtOrders('x', orders)),
    [
      ORDER,
      [ORDER, { ...ORDER, fees: [] }],
      { ...ORDER, amount: 10, filled: undefined, remaining: -88.5, lastUpdateTimestamp: `${T}000000` },
      { ...ORDER, info: { e: 'executionReport', x: 'REPLACED', c: 'amended', C: 'mine', replaces: 'other' } },
    ],
  ],
  ['trades of ccxt', ofCcxt((trades) => mapCcxtTrades('x', trades)), [[TRADE, TRADE]]],
  [
    'positions of ccxt',
    ofCcxt((all) => mapCcxtPositions('x', all)),
    [
      [POSITION, { ...POSITION, hedged: true }],
      [
        { ...POSITION, hedged: 'both' },
        { ...POSITION, hedged: true, side: undefined, info: { positionSide: 'SHORT' } },
        { ...POSITION, side: undefined, lastUpdateTimestamp: undefined, info: { pa: '-0.006', cTime: 1 } },
      ],
    ],
  ],
  ['markets of ccxt', ofCcxt((all) => mapCcxtMarkets('x', all)), [[MARKET], { [MARKET.symbol]: MARKET }]],
  ['decimal places of ccxt', ofCcxt((all) => mapCcxtMarkets('x', all, { precisionMode: 2 })), [[MARKET]]],
  ['balances of ccxt', ofCcxt((all) => mapCcxtBalances('x', 'spot', all)), [BALANCES]],
])('%s', (_, map, messages) => {
  mapperProperties(map, messages, RUNS);
});

it('text of any kind gives a typed result', () => {
  const text = JSON.stringify(BINANCE_MESSAGES[1]);
  const spoiled = fc.tuple(fc.nat(text.length), fc.nat(4), fc.string({ unit: 'binary', maxLength: 4 }));
  fc.assert(
    fc.property(spoiled, ([at, cut, put]) => {
      expect(notTaken(mapBinance(text.slice(0, at) + put + text.slice(at + cut)))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
