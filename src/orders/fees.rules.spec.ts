import { describe, expect, it } from '@jest/globals';
import { lastOutcome, orderAfter, permutations } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderUpdate } from './order.js';

function paid(fee: string, fields: Partial<OrderUpdate> = {}): Partial<OrderUpdate> {
  return { fee, feeCurrency: 'USDT', ...fields };
}

/** What became of the last of some updates, and the fees afterwards. */
function feesOfLast(...updates: readonly OrderUpdate[]) {
  return { outcome: lastOutcome(...updates), fees: orderAfter(...updates).cumFees };
}

describe('rule 11: fees ride on fills', () => {
  it('are summed by currency, positive when paid, negative for a rebate', () => {
    const order = orderAfter(
      fill('3', '3', '100', paid('0.3')),
      fill('6', '3', '100', paid('-0.1', { timestamp: T + 1 })),
      fill('9', '3', '100', paid('0.002', { feeCurrency: 'BNB', timestamp: T + 2 })),
    );
    expect(order.cumFees).toEqual({ BNB: '0.002', USDT: '0.2' });
  });

  it('cumulative ones win', () => {
    const cumulative = fill('6', '3', '100', paid('9', { cumFees: { USDT: '0.5' }, timestamp: T + 1 }));
    expect(orderAfter(fill('3', '3', '100', paid('0.3')), cumulative).cumFees).toEqual({ USDT: '0.5' });
  });

  it('a single fee that comes late is in cumulative ones already', () => {
    const cumulative = fill('6', '3', '100', { cumFees: { USDT: '0.5' }, timestamp: T + 1 });
    expect(orderAfter(cumulative, fill('3', '3', '100', paid('0.3', { tradeId: 'late' }))).cumFees).toEqual({
      USDT: '0.5',
    });
  });

  it('a late tradeId adds its fee only', () => {
    const order = orderAfter(
      fill('6', '3', '101', paid('0.3', { timestamp: T + 1 })),
      fill('3', '3', '100', paid('0.2')),
    );
    expect(order).toMatchObject({ filled: '6', lastFilledPrice: '101', cumFees: { USDT: '0.5' } });
  });

  it('without a tradeId a fee counts once for each place in the order', () => {
    const anonymous = { tradeId: null };
    expect(orderAfter(update(), fill('3', '3', '100', paid('0.3', anonymous))).cumFees).toEqual({
      USDT: '0.3',
    });
    expect(orderAfter(update(), fill('6', '3', '100', paid('0.3', anonymous))).cumFees).toEqual({
      USDT: '0.3',
    });
    const second = fill('5', '2', '100', paid('0.2', { ...anonymous, timestamp: T + 1 }));
    expect(orderAfter(fill('3', '3', '100', paid('0.3', anonymous)), second).cumFees).toEqual({
      USDT: '0.5',
    });
    const repeated = fill('3', '3', '100', paid('0.3', anonymous));
    expect(orderAfter(update(), repeated, { ...repeated, timestamp: T + 1 }).cumFees).toEqual({
      USDT: '0.3',
    });
  });

  it.each<[OrderUpdate['cumFees']]>([[null], [{}], [{ USDT: '0' }]])(
    'without any, there are none: cumFees %j',
    (cumFees) => {
      expect(orderAfter(fill('3', '3', '100', { fee: '0', cumFees })).cumFees).toEqual({});
    },
  );

  it('a currency without a fee is none, and a fee of zero leaves its tradeId for the fee that comes', () => {
    const unpaid = fill('3', '3', '100', { tradeId: 't', feeCurrency: 'USDT' });
    expect(orderAfter(unpaid).cumFees).toEqual({});
    const paidLater = fill('3', '3', '100', paid('0.3', { tradeId: 't' }));
    expect(orderAfter({ ...unpaid, fee: '0' }, paidLater).cumFees).toEqual({ USDT: '0.3' });
  });

  it('a rebate that takes back all that was paid leaves nothing', () => {
    const back = fill('6', '3', '100', paid('-0.3', { timestamp: T + 1 }));
    expect(orderAfter(fill('3', '3', '100', paid('0.3')), back).cumFees).toEqual({});
  });

  it('cumulative ones win of several currencies, rebates too', () => {
    const cumFees = { BNB: '0.001', USDT: '-0.2' };
    const order = orderAfter(
      fill('3', '3', '100', paid('0.3')),
      fill('6', '3', '100', { cumFees, timestamp: T + 1 }),
    );
    expect(order.cumFees).toEqual(cumFees);
  });

  it('a single fee of the fill that the cumulative ones end with is in them already', () => {
    const cumulative = fill('6', '3', '100', { tradeId: null, cumFees: { USDT: '0.5' } });
    const single = fill('6', '3', '100', paid('0.3', { timestamp: T + 1 }));
    expect(orderAfter(cumulative, single).cumFees).toEqual({ USDT: '0.5' });
  });

  it('the same cumulative ones again change nothing', () => {
    const cumulative = fill('6', '3', '100', { cumFees: { USDT: '0.5', BNB: '1' } });
    const turned = { ...cumulative, cumFees: { BNB: '1.0', USDT: '0.50' } };
    expect(lastOutcome(cumulative, turned)).toBe('duplicate');
  });

  it('later cumulative ones replace earlier ones, of the same fills too', () => {
    const first = fill('3', '3', '100', { cumFees: { USDT: '0.3' } });
    const mended = { ...first, cumFees: { USDT: '0.2' }, timestamp: T + 1 };
    expect(orderAfter(first, mended).cumFees).toEqual({ USDT: '0.2' });
    const more = fill('6', '3', '100', { cumFees: { USDT: '0.7' }, timestamp: T + 1 });
    expect(orderAfter(first, more).cumFees).toEqual({ USDT: '0.7' });
  });

  it('cumulative ones that come late are of fewer fills, and do not win', () => {
    const newer = fill('6', '3', '100', { cumFees: { USDT: '0.7' }, timestamp: T + 1 });
    const late = fill('3', '3', '100', { cumFees: { USDT: '0.3' } });
    expect(orderAfter(newer, late).cumFees).toEqual({ USDT: '0.7' });
    expect(orderAfter({ ...newer, timestamp: T }, late).cumFees).toEqual({ USDT: '0.7' });
  });

  it('of cumulative ones that come late the one of most fills wins, in whatever order they come', () => {
    const unpaid = fill('9', '3', '100', { status: 'FILLED', tradeId: null, timestamp: T + 1 });
    const first = fill('3', '3', '100', { cumFees: { USDT: '0.3' } });
    const second = fill('6', '3', '100', { cumFees: { BNB: '0.1', USDT: '0.3' } });
    for (const timestamp of [T, null, T + 1]) {
      for (const late of permutations([first, second]))
        expect(orderAfter(unpaid, ...late.map((each) => ({ ...each, timestamp }))).cumFees).toEqual({
          BNB: '0.1',
          USDT: '0.3',
        });
    }
    const single = fill('9', '3', '100', paid('0.4', { timestamp: T + 1 }));
    expect(orderAfter(first, single, second).cumFees).toEqual({ BNB: '0.1', USDT: '0.7' });
  });

  it('late cumulative ones of the same fills tell what was unknown, and no more', () => {
    const unpaid = fill('3', '3', '100', { timestamp: T + 1 });
    const late = fill('3', '3', '100', { cumFees: { USDT: '0.3' } });
    expect(orderAfter(unpaid, late).cumFees).toEqual({ USDT: '0.3' });
    expect(orderAfter({ ...unpaid, cumFees: { USDT: '0.4' } }, late).cumFees).toEqual({ USDT: '0.4' });
  });

  it('a single fee of a fill after the cumulative ones adds to them, once', () => {
    const cumulative = fill('6', '3', '100', { cumFees: { USDT: '0.5' } });
    const next = fill('9', '3', '100', paid('0.3', { timestamp: T + 1 }));
    expect(orderAfter(cumulative, next, next).cumFees).toEqual({ USDT: '0.8' });
  });

  it('a fee that is pushed after its fill, under a new tradeId, is added', () => {
    const silent = fill('3', '3', '100', { tradeId: null });
    const { outcome, fees } = feesOfLast(silent, fill('3', '3', '100', paid('0.3', { tradeId: 't' })));
    expect([outcome, fees]).toEqual(['applied', { USDT: '0.3' }]);
  });

  it('a late fee of another fill is added without touching what the last fill was', () => {
    const last = fill('6', '3', '101', paid('0.3', { timestamp: T + 1 }));
    const order = orderAfter(last, fill('3', '3', '100', paid('0.002', { feeCurrency: 'BNB' })));
    expect(order).toMatchObject({ tradeId: 't6', fee: '0.3', feeCurrency: 'USDT' });
    expect(order.cumFees).toEqual({ BNB: '0.002', USDT: '0.3' });
  });

  it('two fills of one millisecond are both paid, in either order', () => {
    const fills = [fill('3', '3', '100', paid('0.3')), fill('6', '3', '101', paid('0.2'))];
    for (const order of permutations(fills)) expect(orderAfter(...order).cumFees).toEqual({ USDT: '0.5' });
  });

  it.each([
    ['repeated', { filled: '6' }],
    ['that names no fill', { filled: '9', lastFilled: null, average: '100', timestamp: T + 1 }],
  ])('without a tradeId, a fee that is %s does not count', (_, fields) => {
    const before = fill('6', '6', '100', paid('0.6', { tradeId: null }));
    const order = orderAfter(before, fill('9', '3', '100', paid('0.3', { tradeId: null, ...fields })));
    expect(order.cumFees).toEqual({ USDT: '0.6' });
  });

  it('a fill of which no report told the fee says that its fee is unknown', () => {
    const { positions } = new TestCache();
    positions.applyUpdate(update());
    const missed = fill('6', '3', '100', paid('0.3', { tradeId: null, average: '100.00' }));
    expect(positions.applyUpdate(missed).gap).toMatchObject({ quantity: '3', feesUnknown: true });
    expect(positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.3' });
  });

  it('the position pays what the order pays', () => {
    const { positions } = new TestCache();
    positions.applyUpdate(fill('3', '3', '100', paid('0.3', { tradeId: 'a' })));
    positions.applyUpdate(fill('6', '3', '100', paid('9', { cumFees: { USDT: '0.2' }, timestamp: T + 1 })));
    expect(positions.position('BTCUSDT')?.fees).toEqual({ USDT: '0.2' });
  });
});
