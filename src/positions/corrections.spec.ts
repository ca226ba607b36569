import { beforeEach, describe, expect, it } from '@jest/globals';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';

const MARKET = { exchange: 'binance', symbol: 'BTCUSDT' } as const;

let cache: SettlingCache;

beforeEach(() => {
  cache = new SettlingCache();
});

/** The quantity, the entry, the realized profit and the fees. */
function held(): unknown {
  expect(cache.faults()).toEqual([]);
  const position = cache.positions.position('BTCUSDT');
  return [position?.signedAmount, position?.entryPrice, position?.realizedPnl, position?.fees];
}

function bust(tradeId: string, timestamp: number | null = T + 50): string {
  return cache.positions.bustTrade({ ...MARKET, tradeId, timestamp }).outcome;
}

async function entries(): Promise<readonly LedgerEntry[]> {
  return ((await cache.positions.explain('BTCUSDT'))?.entries ?? []).toReversed();
}

/** A trade of order 7. */
function trade(tradeId: string, price: string, timestamp = T): string {
  const of = { ...MARKET, orderId: '7', side: 'BUY', quantity: '1' } as const;
  return cache.positions.applyTrade({ ...of, tradeId, price, timestamp }).outcome;
}

const FEE = { fee: '0.1', feeCurrency: 'USDT' } as const;

describe('a trade that is taken back (rule 14)', () => {
  beforeEach(() => {
    cache.positions.applyUpdate(fill('1', '1', '100', FEE));
    cache.positions.applyUpdate(fill('3', '2', '130', { ...FEE, timestamp: T + 1 }));
  });

  it('counts no more, its fee neither, however often it is reported again', () => {
    expect(held()).toEqual(['3', '120', '0', { USDT: '0.2' }]);
    expect(bust('t3')).toBe('applied');
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
    cache.positions.applyUpdate(fill('3', '2', '130', { ...FEE, timestamp: T + 1 }));
    const again = {
      ...MARKET,
      orderId: '7',
      tradeId: 't3',
      side: 'BUY',
      quantity: '2',
      price: '130',
    } as const;
    cache.positions.applyTrade({ ...again, timestamp: T + 1 });
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
    expect(cache.orders.order('7')?.filled).toBe('1');
    expect(bust('t3')).toBe('duplicate');
  });

  it('is as if it had never been: what was closed since is realized against the rest', () => {
    cache.positions.applyUpdate(traded('8', 'SELL', '1', '110', { timestamp: T + 2 }));
    expect(held()).toEqual(['2', '120', '-10', { USDT: '0.2' }]);
    bust('t3');
    expect(held()).toEqual(['0', '0', '10', { USDT: '0.1' }]);
  });

  it('may be taken back before it is reported', () => {
    const named = { ...MARKET, orderId: '7', tradeId: 't5', timestamp: T + 50 };
    expect(cache.positions.bustTrade({ ...named, orderId: null })).toMatchObject({
      outcome: 'rejected',
      field: 'tradeId',
    });
    expect(cache.positions.bustTrade(named).outcome).not.toBe('rejected');
    cache.positions.applyUpdate(fill('4', '1', '200', { tradeId: 't5', timestamp: T + 3 }));
    expect(held()).toEqual(['3', '120', '0', { USDT: '0.2' }]);
  });

  it('is corrected by another trade', () => {
    bust('t3');
    expect(trade('t3b', '90', T + 1)).toBe('applied');
    expect(held()).toEqual(['2', '95', '0', { USDT: '0.1' }]);
  });

  it('after it was settled is a correction, by its quantity, cost and fees', async () => {
    cache.settle();
    bust('t3');
    expect(held()).toEqual(['1', '120', '20', { USDT: '0.1' }]);
    expect(await entries()).toMatchObject([
      { kind: 'fill', tradeId: 't1', settled: true },
      { kind: 'fill', tradeId: 't3', settled: true },
      {
        kind: 'correction',
        orderId: '7',
        quantity: '-2',
        cost: '-260',
        fees: { USDT: '-0.1' },
        settled: false,
      },
    ]);
    cache.settle();
    expect(held()).toEqual(['1', '120', '20', { USDT: '0.1' }]);
    expect(await cache.verify()).toBeNull();
    cache.positions.applyUpdate(fill('3', '2', '130', { ...FEE, timestamp: T + 1 }));
    expect(held()).toEqual(['1', '120', '20', { USDT: '0.1' }]);
  });
});

describe('evidence that changes after its fills were settled', () => {
  it('another price is a correction of the cost', async () => {
    cache.positions.applyUpdate(fill('2', '2', '100', { tradeId: 't1' }));
    cache.settle();
    trade('t1', '100.5');
    const [, correction] = await entries();
    // The trade's word counts before the report's: 1 at 100.5 instead of 2 at 100.
    expect(correction).toMatchObject({ kind: 'correction', quantity: '-1', cost: '-99.5' });
    cache.settle();
    expect([cache.faults(), await cache.verify()]).toEqual([[], null]);
  });

  it('a fee that was not known is a correction of the fees alone', async () => {
    cache.positions.applyUpdate(fill('1', '1', '100'));
    cache.settle();
    cache.positions.applyUpdate(fill('1', '1', '100', FEE));
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
    expect((await entries())[1]).toMatchObject({ quantity: '0', cost: '0', fees: { USDT: '0.1' } });
    cache.settle();
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
  });

  it('a fill of an earlier time is one too, at the beginning of what is not settled', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 5 }));
    cache.settle();
    cache.positions.applyUpdate(traded('2', 'SELL', '2', '120', { timestamp: T + 9 }));
    expect(held()).toEqual(['-1', '120', '20', {}]);
    cache.positions.applyUpdate(traded('3', 'BUY', '1', '110', { timestamp: T + 1, ...FEE }));
    expect(held()).toEqual(['0', '0', '30', { USDT: '0.1' }]);
    expect((await entries()).map(({ kind }) => kind)).toEqual(['fill', 'correction', 'fill']);
    cache.settle();
    cache.positions.applyUpdate(traded('3', 'BUY', '1', '110', { timestamp: T + 1, ...FEE }));
    expect(held()).toEqual(['0', '0', '30', { USDT: '0.1' }]);
    expect(await cache.verify()).toBeNull();
  });

  it('that comes in parts is one correction, and goes where it is taken back', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 5 }));
    cache.settle();
    for (const tradeId of ['a', 'b', 'c']) trade(tradeId, '90');
    expect(held()).toEqual(['4', '92.5', '0', {}]);
    expect((await entries()).length).toBe(2);
    for (const tradeId of ['a', 'b', 'c']) bust(tradeId);
    expect(held()).toEqual(['1', '100', '0', {}]);
    expect((await entries()).length).toBe(1);
  });

  it('that moves to another leg before its correction was settled is on that leg alone', () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 5 }));
    cache.settle();
    trade('a', '90');
    expect(held()).toEqual(['2', '95', '0', {}]);
    cache.positions.applyUpdate(update({ positionSide: 'LONG' }));
    const legs = cache.positions
      .positions()
      .map(({ positionSide, signedAmount }) => [positionSide, signedAmount]);
    expect(legs).toEqual([
      ['NET', '1'],
      ['LONG', '1'],
    ]);
    expect(cache.faults()).toEqual([]);
  });

  it('two names that turn out to be one order after both were settled count once', async () => {
    const named = { id: null, clientOrderId: 'c' } as const;
    cache.positions.applyUpdate(fill('1', '1', '100', { ...named, ...FEE }));
    cache.positions.applyUpdate(fill('1', '1', '100', FEE));
    cache.settle();
    expect(held()).toEqual(['2', '100', '0', { USDT: '0.2' }]);
    cache.positions.applyUpdate(update({ clientOrderId: 'c', filled: '1', timestamp: T + 1 }));
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
    cache.settle();
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
    expect(await cache.verify()).toBeNull();
  });

  it('from before a snapshot that was settled counts for its fees only', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 5 }));
    const leg = { ...MARKET, positionSide: 'NET' } as const;
    cache.positions.adopt(leg, { quantity: 3n * 10n ** 18n, entryPrice: 90n * 10n ** 18n, asOf: T + 9 });
    cache.settle();
    cache.positions.applyUpdate(traded('2', 'BUY', '1', '110', { timestamp: T + 7, ...FEE }));
    bust('1');
    expect(held()).toEqual(['3', '90', '0', { USDT: '0.1' }]);
    cache.settle();
    expect(held()).toEqual(['3', '90', '0', { USDT: '0.1' }]);
    cache.positions.applyUpdate(traded('3', 'SELL', '1', '100', { timestamp: T + 10 }));
    expect(held()).toEqual(['2', '90', '10', { USDT: '0.1' }]);
    expect(await cache.verify()).toBeNull();
  });
});

describe('a spot holding that pays its fees', () => {
  it('is corrected by the fee as well, after it was settled', () => {
    cache.positions.registerInstruments([{ ...MARKET, base: 'BTC', quote: 'USDT', kind: 'spot' }]);
    cache.positions.applyUpdate(traded('1', 'BUY', '2', '100', { fee: '0.1', feeCurrency: 'BTC' }));
    expect(held()).toEqual(['1.9', '100', '0', { BTC: '0.1' }]);
    cache.settle();
    bust('1');
    expect(cache.positions.position('BTCUSDT')?.fees).toEqual({});
    expect(held()).toEqual(['0', '0', '0', {}]);
  });

  it('pays a fee in the base that nothing told before it was settled', () => {
    cache.positions.registerInstruments([{ ...MARKET, base: 'BTC', quote: 'USDT', kind: 'spot' }]);
    cache.positions.applyUpdate(traded('1', 'BUY', '2', '100'));
    cache.settle();
    cache.positions.applyUpdate(traded('1', 'BUY', '2', '100', { fee: '0.1', feeCurrency: 'BTC' }));
    expect(held()).toEqual(['1.9', '100', '0', { BTC: '0.1' }]);
    cache.settle();
    expect(held()).toEqual(['1.9', '100', '0', { BTC: '0.1' }]);
  });
});
