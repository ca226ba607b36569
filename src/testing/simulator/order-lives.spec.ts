import { expect, it } from '@jest/globals';
import type { OrderUpdate } from '../../orders/order.js';
import { orderLives, UPDATES_PER_ORDER } from './order-lives.js';
import { Rational } from './rational.js';

const updates = [...orderLives(40, 4)];

it('gives each order five updates, from PENDING to FILLED', () => {
  expect(updates).toHaveLength(40 * UPDATES_PER_ORDER);
  for (let at = 0; at < updates.length; at += UPDATES_PER_ORDER) {
    const life = updates.slice(at, at + UPDATES_PER_ORDER);
    expect(new Set(life.map(({ id }) => id)).size).toBe(1);
    expect(life.map(({ status }) => status)).toEqual([
      'PENDING',
      'ACCEPTED',
      'PARTIALLY_FILLED',
      'PARTIALLY_FILLED',
      'FILLED',
    ]);
  }
  expect(new Set(updates.map(({ id }) => id)).size).toBe(40);
  expect(new Set(updates.map(({ symbol }) => symbol)).size).toBe(4);
});

it('buys and sells in turn, so that each symbol ends flat', () => {
  const held = new Map<string, Rational>();
  for (const { symbol, side, lastFilled } of updates) {
    if (lastFilled == null) continue;
    const signed = side === 'BUY' ? Rational.of(lastFilled) : Rational.of(lastFilled).negated();
    held.set(symbol, (held.get(symbol) ?? Rational.ZERO).plus(signed));
  }
  expect([...held.values()].map((quantity) => quantity.toDecimal())).toEqual(['0', '0', '0', '0']);
});

it('has averages that are those of the fills', () => {
  let cost = Rational.ZERO;
  for (const update of orderLives(2_000, 3)) {
    cost = update.status === 'PENDING' ? Rational.ZERO : cost.plus(costOf(update));
    if (update.average == null) continue;
    expect(Rational.of(update.average).toDecimal()).toBe(cost.over(Rational.of(update.filled)).toDecimal());
  }
});

it('is the same every time', () => {
  expect([...orderLives(40, 4)]).toEqual(updates);
});

function costOf({ lastFilled, lastFilledPrice }: OrderUpdate): Rational {
  if (lastFilled == null || lastFilledPrice == null) return Rational.ZERO;
  return Rational.of(lastFilled).times(Rational.of(lastFilledPrice));
}
