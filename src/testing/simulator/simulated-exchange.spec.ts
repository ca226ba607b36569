import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../../orders/order.js';
import { Rational } from './rational.js';
import { SimulatedExchange } from './simulated-exchange.js';
import { SIMULATED_MARKETS } from './simulated-market.js';
import { streamLine, streamText } from './stream-line.js';

const messages = new SimulatedExchange(7).run(200);
const updates = messages.flatMap((each) => (each.kind === 'order' ? [each.order] : []));
const lives = new Map<string, OrderUpdate[]>();
for (const update of updates) lives.set(String(update.id), [...(lives.get(String(update.id)) ?? []), update]);

describe('a simulated exchange', () => {
  it('says the same for the same seed', () => {
    expect(new SimulatedExchange(7).run(200)).toEqual(messages);
    expect(new SimulatedExchange(8).run(200)).not.toEqual(messages);
  });

  it('goes on where it was', () => {
    const exchange = new SimulatedExchange(7);
    const ids = new Set([...exchange.run(3), ...exchange.run(3)].flatMap(idOf));
    expect(ids.size).toBe(6);
  });

  it('takes each order from its acceptance to one end', () => {
    expect(lives.size).toBe(200);
    for (const life of lives.values()) {
      const statuses = life.map(({ status }) => status);
      expect(statuses[0]).toBe('ACCEPTED');
      expect(statuses.filter((status) => ['FILLED', 'CANCELED', 'EXPIRED'].includes(status))).toEqual([
        statuses.at(-1),
      ]);
    }
  });

  it("adds up an order's fills to its filled, its average and its amount", () => {
    for (const life of lives.values()) {
      let [filled, cost] = [Rational.ZERO, Rational.ZERO];
      for (const update of life) {
        if (update.lastFilled != null && update.lastFilledPrice != null) {
          filled = filled.plus(Rational.of(update.lastFilled));
          cost = cost.plus(Rational.of(update.lastFilled).times(Rational.of(update.lastFilledPrice)));
        }
        expect(update.filled).toBe(filled.toDecimal());
        expect(update.average).toBe(filled.sign === 0 ? null : cost.over(filled).toFixed(18));
        expect(update.status === 'FILLED').toBe(update.filled === update.amount);
      }
    }
  });

  it('shows all that orders go through', () => {
    const all = [...lives.values()];
    expect(new Set(updates.map(({ status }) => status)).size).toBe(5);
    expect(new Set(updates.map(({ symbol }) => symbol)).size).toBe(SIMULATED_MARKETS.length);
    expect(all.some((life) => new Set(life.map(({ amount }) => amount)).size > 1)).toBe(true);
    expect(all.some((life) => life.at(-1)?.status === 'CANCELED' && life.at(-1)?.filled !== '0')).toBe(true);
    expect(all.some((life) => new Set(life.map(({ timestamp }) => timestamp)).size < life.length)).toBe(true);
    expect(updates.some(({ fee }) => fee?.startsWith('-'))).toBe(true);
    expect(updates.some(({ timeInForce }) => timeInForce === 'IOC')).toBe(true);
  });

  it("names a trade once, and says the position just before the fill's update", () => {
    const trades = updates.flatMap(({ tradeId }) => (tradeId == null ? [] : [tradeId]));
    expect(new Set(trades).size).toBe(trades.length);
    // As exchanges count them: fills of one millisecond are put in order by these integers.
    expect(trades).toEqual(
      trades
        .map(Number)
        .toSorted((left, right) => left - right)
        .map(String),
    );
    const positions = messages.filter(({ kind }) => kind === 'position');
    expect(positions).toHaveLength(trades.length);
    for (const [at, message] of messages.entries()) {
      if (message.kind !== 'position') continue;
      const next = messages[at + 1];
      expect(next).toMatchObject({
        kind: 'order',
        ts: message.ts,
        order: { symbol: message.position.symbol },
      });
      expect(next?.kind === 'order' && next.order.tradeId).toEqual(expect.any(String));
    }
  });

  it('writes averages with the digits it is told', () => {
    const rounded = new SimulatedExchange(7, { averageDigits: 2 }).run(50);
    const averages = rounded.flatMap((each) => (each.kind === 'order' ? [each.order.average] : []));
    const given = averages.filter((average) => average != null);
    expect(given).not.toEqual([]);
    expect(given.filter((average) => !/^\d+\.\d\d$/.test(average))).toEqual([]);
  });
});

describe('a line of a stream', () => {
  it('is one JSON object, and carries what the fill realized beside the order', () => {
    const fill = messages.find((each) => each.kind === 'order' && each.realizedPnl !== null);
    if (fill?.kind !== 'order') throw new Error('the exchange filled nothing');
    expect(JSON.parse(streamLine(fill))).toEqual({
      kind: 'order',
      exchange: 'simulated',
      ts: fill.ts,
      raw: { e: 'ORDER' },
      order: { ...fill.order, exchangeRealizedPnl: fill.realizedPnl },
    });
  });

  it('ends in a line feed', () => {
    const text = streamText(messages);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.trimEnd().split('\n')).toEqual(messages.map(streamLine));
  });
});

function idOf(message: (typeof messages)[number]): string[] {
  return message.kind === 'order' ? [String(message.order.id)] : [];
}
