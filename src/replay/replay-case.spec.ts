import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import { ReplayCase } from './replay-case.js';
import type { CaseResult } from './replay-case.js';
import { NOTHING_HELD } from './replay-target.js';
import type { PositionHeld, ReplayTarget } from './replay-target.js';
import type { Start } from './start.js';
import type { StreamLine } from './stream.js';

/** A target that holds after each update what it is told to: a cache that may be wrong. */
class ScriptedTarget implements ReplayTarget {
  private applied = 0;

  constructor(
    private readonly held: readonly string[],
    private readonly isKnown = false,
    private readonly outcomes = new Map<string, UpdateResult>(),
  ) {}

  knows(): Promise<boolean> {
    return Promise.resolve(this.isKnown);
  }

  apply({ id }: OrderUpdate): Promise<UpdateResult> {
    this.applied++;
    const orderId = id ?? null;
    return Promise.resolve(this.outcomes.get(orderId ?? '') ?? { outcome: 'applied', orderId });
  }

  position(): Promise<PositionHeld> {
    return Promise.resolve({ ...NOTHING_HELD, signedAmount: this.held[this.applied] ?? '0' });
  }
}

function fill(id: string, side: 'BUY' | 'SELL', filled: string, lastFilled = filled): StreamLine {
  const update: OrderUpdate = {
    exchange: 'okx',
    symbol: 'AAA',
    id,
    status: 'PARTIALLY_FILLED',
    side,
    amount: '9',
    filled,
    lastFilled,
    lastFilledPrice: '10',
  };
  return { kind: 'order', exchange: 'okx', update, realizedPnl: null };
}

function run(
  lines: readonly StreamLine[],
  target: ReplayTarget,
  starts: ReadonlyMap<string, Start> = new Map(),
): Promise<CaseResult> {
  return new ReplayCase('case', lines, target, starts).run(() => undefined);
}

const LINES = [
  fill('1', 'BUY', '2'),
  fill('1', 'BUY', '2'),
  fill('1', 'BUY', '5', '3'),
  fill('2', 'SELL', '1'),
];

describe('without any position message', () => {
  it('agrees with a target that holds what the orders filled', async () => {
    const result = await run(LINES, new ScriptedTarget(['0', '2', '2', '5', '4']));
    expect(result).toMatchObject({ messages: 4, fills: 3, known: 0, checks: 3, agreed: 3, notes: [] });
  });

  it.each([
    ['forgets a fill', ['0', '2', '2', '2', '1'], 'order 1 moved by 0, it filled 3'],
    ['counts a fill twice', ['0', '2', '4', '7', '6'], 'order 1 moved by 2, it filled 0'],
    ['counts in the wrong direction', ['0', '2', '2', '5', '6'], 'order 2 moved by 1, it filled -1'],
    ['counts half', ['0', '1', '1', '4', '3'], 'order 1 moved by 1, it filled 2'],
  ])('differs from a target that %s', async (_, held, difference) => {
    const { differences } = await run(LINES, new ScriptedTarget(held));
    expect(differences).toEqual([difference]);
  });

  it('that was sent before is compared at its end', async () => {
    const right = await run(LINES, new ScriptedTarget(['4', '4', '4', '4', '4'], true));
    expect(right).toMatchObject({ fills: 0, known: 3, checks: 1, agreed: 1 });
    const wrong = await run(LINES, new ScriptedTarget(['5', '5', '5', '5', '5'], true));
    expect(wrong.differences).toEqual(["okx AAA NET holds 5, the orders' fills add up to 4"]);
  });
});

it('a start that is rejected differs', async () => {
  const rejected = { outcome: 'rejected', orderId: null, field: 'amount', reason: 'is wrong' } as const;
  const target = new ScriptedTarget(['0', '0', '2'], false, new Map([['replay-start case', rejected]]));
  const starts = new Map([['AAA', { signedAmount: '1', price: '10', realizedPnl: null }]]);
  const { differences } = await run([fill('1', 'BUY', '2')], target, starts);
  expect(differences).toEqual(['the start of AAA was rejected: amount is wrong']);
});
