import { describe, expect, it } from '@jest/globals';
import { mapCcxtOrders, mapCcxtPositions } from '../../src/index.js';
import type { MappedPosition, OrderUpdate } from '../../src/index.js';
import { installedCcxt } from './ccxt-parsers.watched.js';

/** A parser of one of ccxt's exchanges: what it makes of what the exchange sent. */
type Parse = (raw: object) => unknown;
type Exchanges = Readonly<Record<string, new () => Readonly<Record<string, Parse>>>>;

/** A moment of the exchange's clock (ms). */
const T = 1_700_000_000_123;

const ccxt = await installedCcxt();

it('ccxt is there, or its absence is told', () => {
  // eslint-disable-next-line no-console -- a check that did not run should say so
  if (ccxt === null) console.log("Skipped: ccxt's own structures; run npm install in examples/ccxt");
  expect([null, 'object']).toContain(ccxt === null ? null : typeof ccxt.pro);
});

if (ccxt !== null) {
  const exchanges = ccxt.pro as unknown as Exchanges;
  const parse = (id: string, parser: string, raw: object): unknown => {
    const exchange = new (exchanges[id] as Exchanges[string])();
    return (exchange[parser] as Parse).call(exchange, raw);
  };

  describe("ccxt's own parsers", () => {
    it('give an amended order of Binance its former client id: both names are told', () => {
      const amended = {
        e: 'executionReport', s: 'ETHBTC', c: 'amended', C: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.5', p: '0.1', x: 'REPLACED', X: 'NEW',
        i: 7, l: '0', z: '0', L: '0', n: '0', N: null, O: T - 1_000, T, t: -1, Z: '0',
      }; // prettier-ignore
      expect(orderOf(parse('binance', 'parseWsOrder', amended))).toMatchObject({
        id: '7',
        clientOrderId: 'amended',
        replaces: 'mine',
        timestamp: T,
      });
    });

    it('tell of an order of KuCoin only when it was created: its update has no time', () => {
      const order = {
        id: '7', symbol: 'ETH-USDT', type: 'limit', side: 'buy', size: '1', dealSize: '0.5', price: '1000', isActive: true, createdAt: T,
      }; // prettier-ignore
      const parsed = parse('kucoin', 'parseOrder', order);
      expect(parsed).toMatchObject({ timestamp: T });
      expect(orderOf(parsed)).toMatchObject({ status: 'PARTIALLY_FILLED', timestamp: null });
    });

    it('call a position of Kraken’s futures hedged in words: it is one-way', () => {
      const position = { instrument: 'PF_LTCUSD', balance: -0.5, entry_price: 70.53 };
      expect(positionOf(parse('krakenfutures', 'parseWsPosition', position))).toMatchObject({
        positionSide: 'NET',
        signedAmount: '-0.5',
      });
    });

    it.each([
      [
        'bingx',
        { symbol: 'BTC-USDT', positionSide: 'SHORT', positionAmt: '2', avgPrice: '100', updateTime: T },
      ],
      ['xt', { symbol: 'btc_usdt', positionSide: 'SHORT', positionSize: '2', entryPrice: '100' }],
    ])('do not know that a position of %s is hedged: its leg is read from what it sent', (id, position) => {
      const parsed = parse(id, 'parsePosition', position);
      expect(parsed).toMatchObject({ hedged: undefined });
      expect(positionOf(parsed)).toMatchObject({ positionSide: 'SHORT', signedAmount: '-2' });
    });

    it('take an order of MEXC that closes a short for a sale: its side is read from what it sent', () => {
      const order = { orderId: '9', symbol: 'BTC_USDT', vol: 10, side: 2, dealVol: 4, dealAvgPrice: 99, state: 2, positionMode: 1, updateTime: T };
      const parsed = parse('mexc', 'parseOrder', order);
      expect(parsed).toMatchObject({ side: 'sell' });
      expect(orderOf(parsed)).toMatchObject({ side: 'BUY', positionSide: 'SHORT', filled: '4' });
    }); // prettier-ignore

    it('tell no contracts of a position of Bitfinex: it is not flat, but invalid', () => {
      const result = [
        'tBTCF0:USTF0',
        'ACTIVE',
        '-0.5',
        '40000',
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        7,
        T,
        T,
      ];
      expect(mapCcxtPositions('bitfinex', parse('bitfinex', 'parsePosition', { result }))).toMatchObject([
        { kind: 'invalid', field: 'positions[0].contracts' },
      ]);
    });

    it.each([
      ['okx', { algoId: '9', ordId: '7', instId: 'BTC-USDT-SWAP', ordType: 'trigger', side: 'sell', sz: '10', state: 'effective', triggerPx: '90', ordPx: '-1' }],
      ['bitget', { orderId: '9', symbol: 'BTCUSDT', size: '10', planStatus: 'executed', orderType: 'market', side: 'sell', triggerPrice: '90' }],
      ['blofin', { algoId: '9', instId: 'BTC-USDT', orderType: 'trigger', side: 'sell', size: '10', orderPrice: '-1', state: 'effective' }],
    ])('take the amount of a conditional order of %s for filled: the order that it placed has the fills', (id, raw) => {
      const parsed = parse(id, 'parseOrder', raw);
      expect(parsed).toMatchObject({ status: 'closed', filled: 10 });
      expect(orderOf(parsed)).toMatchObject({ id: '9', status: 'FILLED', amount: '10', filled: '0' });
    }); // prettier-ignore

    it.each([
      ['LONG', '2', 'LONG', '2'],
      ['SHORT', '-2', 'SHORT', '-2'],
      ['SHORT', '0', 'SHORT', '0'],
      ['BOTH', '-2', 'NET', '-2'],
      ['BOTH', '2', 'NET', '2'],
    ])('leave out the side of a position of Aster: %s %s', (side, amount, positionSide, signedAmount) => {
      const position = {
        symbol: 'BTCUSDT', positionSide: side, positionAmt: amount, entryPrice: '100', marginType: 'isolated', isolatedMargin: '1',
        leverage: '10', liquidationPrice: '0', markPrice: '100', unRealizedProfit: '0', updateTime: T,
      }; // prettier-ignore
      const parsed = parse('aster', 'parsePositionRisk', position);
      expect(parsed).toMatchObject({ side: undefined });
      expect(positionOf(parsed)).toMatchObject({ positionSide, signedAmount, timestamp: T });
    });
  });
}

function orderOf(structure: unknown): OrderUpdate | undefined {
  const [mapped] = mapCcxtOrders('exchange', structure);
  return mapped?.kind === 'orders' ? mapped.updates[0] : undefined;
}

function positionOf(structure: unknown): MappedPosition | undefined {
  const [mapped] = mapCcxtPositions('exchange', structure);
  return mapped?.kind === 'positions' ? mapped.positions[0] : undefined;
}
