import { describe, expect, it } from '@jest/globals';
import { fill, update } from '../../test/support/updates.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { firstRecord } from '../orders/merge.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { OrderUpdate } from '../orders/order.js';
import { checkUpdate } from '../orders/update-check.js';
import { UpdateFault } from '../orders/update-fault.js';
import { fillBeyond } from './fill.js';
import { freshWatermark } from './watermark.js';
import type { Watermark } from './watermark.js';

function record(heard: OrderUpdate): OrderRecord {
  return firstRecord(checkUpdate(heard, null));
}

/** A watermark that has counted a quantity at a price. */
function counted(quantity: string, price: string): Partial<Watermark> {
  return { quantity: toFixedPoint(quantity), cost: toFixedPoint(quantity) * toFixedPoint(price) };
}

/** The fill of an order beyond what was counted, in decimals. */
function beyond(heard: OrderUpdate, watermark: Partial<Watermark> = {}) {
  const order = record(heard);
  const found = fillBeyond(order, { ...freshWatermark(order), ...watermark });
  if (found === null) return null;
  const { quantity, cost, estimated } = found;
  return { quantity: fromFixedPoint(quantity), cost: fromFixedPoint(cost, 2 * SCALE), estimated };
}

/** Filled so far, at an average. */
function averaged(filled: string, average: string | null, fields: Partial<OrderUpdate> = {}): OrderUpdate {
  return update({ status: 'PARTIALLY_FILLED', amount: '1000', filled, average, ...fields });
}

describe('the quantity of a fill', () => {
  it('is what the watermark has not counted', () => {
    expect(beyond(averaged('5', '100.00'), counted('3', '100'))?.quantity).toBe('2');
  });

  it.each(['3', '4'])('is none where %s were counted of 3', (quantity) => {
    expect(beyond(averaged('3', '100.00'), counted(quantity, '100'))).toBeNull();
  });

  it('is none of an order without fills', () => {
    expect(beyond(update({ status: 'CANCELED' }))).toBeNull();
  });

  it('is zero where only fees are new', () => {
    const order = record(fill('3', '3', '100', { fee: '0.3', feeCurrency: 'USDT' }));
    const found = fillBeyond(order, { ...freshWatermark(order), ...counted('3', '100') });
    expect(found).toEqual({
      side: 'BUY',
      quantity: 0n,
      cost: 0n,
      fees: [{ currency: 'USDT', amount: toFixedPoint('0.3') }],
      estimated: false,
      isNamed: true,
    });
  });

  it('brings the fees that were not counted, by currency', () => {
    const order = record(fill('3', '1', '100', { cumFees: { USDT: '0.5', BNB: '0.1' }, average: '100.00' }));
    const usdt = [{ currency: 'USDT', amount: toFixedPoint('0.5') }];
    const found = fillBeyond(order, { ...freshWatermark(order), ...counted('2', '100'), fees: usdt });
    expect(found?.fees).toEqual([{ currency: 'BNB', amount: toFixedPoint('0.1') }]);
  });
});

describe('the cost of a fill', () => {
  it("is the last fill's, where that is exactly what is new", () => {
    const last = fill('5', '2', '110', { average: '1' });
    expect(beyond(last, counted('3', '100'))).toEqual({ quantity: '2', cost: '220', estimated: false });
  });

  it("is not the last fill's, where more is new, or less", () => {
    const last = fill('5', '2', '110', { average: '104.00' });
    expect(beyond(last, counted('2', '100'))).toEqual({ quantity: '3', cost: '320', estimated: false });
    expect(beyond(last, counted('4', '103'))).toEqual({ quantity: '1', cost: '108', estimated: false });
  });

  it("is not the last fill's, where its price is not told", () => {
    const last = averaged('5', '104.00', { lastFilled: '2' });
    expect(beyond(last, counted('3', '100'))).toEqual({ quantity: '2', cost: '220', estimated: false });
  });

  it('is all that was filled at the average, however coarse, where nothing was counted', () => {
    expect(beyond(averaged('7', '0.1'))).toEqual({ quantity: '7', cost: '0.7', estimated: false });
  });

  it.each([
    // Half a unit of the last digit (0.005) x filled / 10 against 0.1 % of 100, which is 0.1.
    ['at the limit, it follows from the costs', '200', '190', false],
    ['above the limit, it is the average', '201', '191', true],
    ['far below the limit, it follows from the costs', '20', '10', false],
  ])('%s', (_, filled, before, estimated) => {
    expect(beyond(averaged(filled, '100.00'), counted(before, '100'))).toEqual({
      quantity: '10',
      cost: '1000',
      estimated,
    });
  });

  it('counts the digits of the average as they are written: zeros tell how far it was rounded', () => {
    const before = counted('900', '100');
    expect(beyond(averaged('1000', '101.0'), before)).toEqual({
      quantity: '100',
      cost: '10100',
      estimated: true,
    });
    expect(beyond(averaged('1000', '101.00'), before)).toEqual({
      quantity: '100',
      cost: '11000',
      estimated: false,
    });
    expect(beyond(averaged('1000', '101'), before)).toEqual({
      quantity: '100',
      cost: '11000',
      estimated: false,
    });
  });

  it.each([
    ['500.00', '1000'],
    ['500', '1000'],
    ['500', '2000'],
  ])('is the average %s where the costs of what was counted at %s leave nothing', (average, price) => {
    expect(beyond(averaged('2', average), counted('1', price))).toEqual({
      quantity: '1',
      cost: '500',
      estimated: true,
    });
  });

  it.each<[string, Partial<OrderUpdate>, string]>([
    ['the last price', { lastFilled: '1', lastFilledPrice: '90', price: '100' }, '180'],
    ['the limit price', { price: '100' }, '200'],
  ])('without an average it is %s, estimated', (_, fields, cost) => {
    expect(beyond(averaged('3', null, fields), counted('1', '80'))).toEqual({
      quantity: '2',
      cost,
      estimated: true,
    });
  });

  it('cannot be told without any price', () => {
    expect(() => beyond(averaged('3', null, { price: null }))).toThrow(UpdateFault);
    expect(() => beyond(averaged('3', null, { price: null }))).toThrow('average');
  });

  it('is exact to the last of 36 digits', () => {
    const smallest = '0.000000000000000001';
    const order = record(fill(smallest, smallest, smallest, { amount: '1' }));
    expect(fillBeyond(order, freshWatermark(order))).toMatchObject({ quantity: 1n, cost: 1n });
    const averages = record(averaged(smallest, smallest));
    expect(fillBeyond(averages, freshWatermark(averages))).toMatchObject({ quantity: 1n, cost: 1n });
  });
});
