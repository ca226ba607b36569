import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';
import { messagePortions, updateIn } from './messages.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { partsSideBySide, repeated } from './rounds.js';
import type { Side } from './rounds.js';
import { isFills } from './workload.js';

/** What a message costs, its order or its fill alone and all of it from the wire, against `JSON.parse` of its text. */
export async function wire({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = messagePortions(orders);
  const measured = await repeated(rounds, () => {
    const sides = { parse: { work: parseEach }, apply: new Applying(), wire: fromTheWire() };
    const { order, fill } = partsSideBySide(portions, sides, (portion) =>
      isFills(portion) ? 'fill' : 'order',
    );
    return {
      order: order.apply / order.parse,
      fill: fill.apply / fill.parse,
      orderWire: order.wire / order.parse,
      fillWire: fill.wire / fill.parse,
      wire: (2 * order.wire + 3 * fill.wire) / (2 * order.parse + 3 * fill.parse),
      parse: (2 * order.parse + 3 * fill.parse) / 5,
    };
  });
  return [
    { what: 'order update / `JSON.parse` of its message', values: measured.order, goal: { atMost: 0.5 } },
    {
      what: 'order update with a fill, its position read / `JSON.parse` of its message',
      values: measured.fill,
      goal: { atMost: 1 },
    },
    {
      what: 'wire to state, positions read / `JSON.parse` of the message',
      values: measured.wire,
      goal: { atMost: 2.5 },
    },
    { what: 'the same of messages without a fill', values: measured.orderWire },
    { what: 'the same of messages with a fill', values: measured.fillWire },
    { what: '`JSON.parse` of a message', values: measured.parse, unit: 'ns' },
  ];
}

function parseEach(messages: readonly string[]): void {
  for (const message of messages)
    if ((JSON.parse(message) as { readonly e?: string }).e === undefined)
      throw new Error('a message has no event');
}

/** Applies what was mapped before the time begins, and reads the position that a fill moved. */
class Applying implements Side<string> {
  private readonly cache = new BenchCache();
  private updates: readonly OrderUpdate[] = [];

  prepare(messages: readonly string[]): void {
    this.updates = messages.map(updateIn);
  }

  work(): void {
    for (const update of this.updates) this.cache.take(update);
  }

  settle(): void {
    this.cache.drain();
  }
}

function fromTheWire(): Side<string> {
  const cache = new BenchCache();
  return {
    work: (messages) => {
      for (const message of messages) cache.take(updateIn(message));
    },
    settle: () => cache.drain(),
  };
}
