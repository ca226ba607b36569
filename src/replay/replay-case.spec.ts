import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { LegStarts } from './leg-start.js';
import { ReplayCase } from './replay-case.js';
import type { CaseResult } from './replay-case.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld, ReplayTarget, StartAdoption } from './replay-target.js';
import type { StreamLine } from './stream.js';

/** A target that holds after each update what it is told to: a cache that may be wrong. */
class ScriptedTarget implements ReplayTarget {
  readonly adopted: StartAdoption[] = [];
  private applied = 0;

  constructor(
    private readonly held: readonly string[],
    private readonly isKnown = false,
    private readonly heldAt: (time: number) => string = () => '0',
  ) {}

  knows(): Promise<boolean> {
    return Promise.resolve(this.isKnown);
  }

  apply({ id }: OrderUpdate): Promise<UpdateResult> {
    this.applied++;
    return Promise.resolve({ outcome: 'applied', orderId: id ?? null });
  }

  adopt(start: StartAdoption): Promise<void> {
    this.adopted.push(start);
    return Promise.resolve();
  }

  position(): Promise<PositionHeld> {
    return Promise.resolve({ ...NOTHING_HELD, signedAmount: this.held[this.applied] ?? '0' });
  }

  positionAt(_: Leg, time: number): Promise<PositionHeld> {
    return Promise.resolve({ ...NOTHING_HELD, signedAmount: this.heldAt(time) });
  }
}

function fill(
  id: string,
  side: 'BUY' | 'SELL',
  filled: string,
  more: Partial<OrderUpdate> = {},
  exchange = 'okx',
  realizedPnl: string | null = null,
): StreamLine {
  const update: OrderUpdate = {
    exchange,
    symbol: 'AAA',
    id,
    status: 'PARTIALLY_FILLED',
    side,
    amount: '9',
    filled,
    lastFilled: filled,
    lastFilledPrice: '10',
    ...more,
  };
  return { kind: 'order', exchange, update, realizedPnl };
}

function push(signedAmount: string, isOfFill = true, exchange = 'binance'): StreamLine {
  const position = {
    symbol: 'AAA',
    positionSide: 'NET',
    signedAmount,
    entryPrice: null,
    realizedPnl: null,
  };
  return { kind: 'position', exchange, position, isOfFill };
}

function run(
  lines: readonly StreamLine[],
  target: ReplayTarget,
  starts: LegStarts = new Map(),
): Promise<CaseResult> {
  return new ReplayCase(lines, target, starts).run(() => undefined);
}

const LINES = [
  fill('1', 'BUY', '2'),
  fill('1', 'BUY', '2'),
  fill('1', 'BUY', '5', { lastFilled: '3' }),
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

it('the profit of a fill that comes after a later one is not compared by itself', async () => {
  const lines = [
    fill('1', 'BUY', '2', { timestamp: 5 }, 'okx', '0'),
    fill('2', 'SELL', '1', { timestamp: 4 }, 'okx', '7'),
  ];
  const result = await run(lines, new ScriptedTarget(['0', '2', '1']));
  expect(result.differences).toEqual([]);
  expect(result.notes).toEqual([expect.stringContaining('order 2 filled before a fill that came earlier')]);
});

describe('a start', () => {
  const starts: LegStarts = new Map([
    ['okx AAA NET', { signedAmount: '3', entryPrice: '10', realizedPnl: null }],
  ]);

  it('is adopted as of the millisecond before the first report of its leg', async () => {
    const target = new ScriptedTarget(['0', '2', '4']);
    const sized = { timestamp: 900, contractSize: '0.1' };
    await run([fill('1', 'BUY', '2', { timestamp: 1_000 }), fill('2', 'BUY', '2', sized)], target, starts);
    const leg = { exchange: 'okx', symbol: 'AAA', positionSide: 'NET' };
    const snapshot = { signedAmount: '3', entryPrice: '10', contractSize: '0.1', timestamp: 899 };
    expect(target.adopted).toEqual([{ leg, ...snapshot }]);
  });

  it('is of the beginning of time where no report has a time', async () => {
    const target = new ScriptedTarget(['0', '2']);
    await run([fill('1', 'BUY', '2')], target, starts);
    expect(target.adopted).toMatchObject([{ timestamp: 0, contractSize: null }]);
  });

  it('is not adopted again where the recording was sent before', async () => {
    const target = new ScriptedTarget(['5', '5'], true);
    const { differences } = await run([fill('1', 'BUY', '2')], target, starts);
    expect(target.adopted).toEqual([]);
    expect(differences).toEqual([]);
  });

  it('is not taken from the first position message', async () => {
    const target = new ScriptedTarget(['0', '2']);
    const lines = [push('5'), fill('1', 'BUY', '2', {}, 'binance')];
    const { differences, notes } = await run(lines, target);
    expect(target.adopted).toEqual([]);
    expect(differences).toEqual(['binance AAA NET holds 2, the exchange says 5 (after the fill)']);
    expect(notes).toContain('if binance AAA NET did not begin flat, give --start AAA:NET:AMOUNT@PRICE');
  });

  it('has in it what an order had filled before the recording', async () => {
    const goesOn = [
      fill('1', 'BUY', '5', { lastFilled: '1' }),
      fill('1', 'BUY', '6', { lastFilled: '1' }),
      fill('2', 'BUY', '4', { lastFilled: null }),
    ];
    const { differences } = await run(goesOn, new ScriptedTarget(['3', '4', '5', '9']), starts);
    expect(differences).toEqual([]);
    const flat = await run(goesOn, new ScriptedTarget(['0', '5', '6', '10']));
    expect(flat.differences).toEqual([]);
  });
});

describe('the position as of the time of a fill', () => {
  const lines = [
    push('1'),
    fill('1', 'BUY', '1', { timestamp: 10 }, 'binance'),
    push('3'),
    fill('1', 'BUY', '3', { timestamp: 20, lastFilled: '2' }, 'binance'),
    fill('1', 'BUY', '3', { timestamp: 20, lastFilled: '2' }, 'binance'),
    push('3', false),
    push('2'),
    fill('2', 'SELL', '1', { timestamp: 20 }, 'binance'),
  ];
  const steps = ['0', '1', '3', '3', '2'];

  function targetOf(at10: string, at20: string): ScriptedTarget {
    return new ScriptedTarget(steps, false, (time) => (time === 10 ? at10 : at20));
  }

  it('is compared with the push of that fill, the last of a millisecond', async () => {
    const asked: number[] = [];
    const target = new ScriptedTarget(steps, false, (time) => {
      asked.push(time);
      return time === 10 ? '1' : '2';
    });
    expect((await run(lines, target)).differences).toEqual([]);
    expect(asked).toEqual([10, 20]);
  });

  it('differs where the target says otherwise', async () => {
    const { differences } = await run(lines, targetOf('2', '2'));
    expect(differences).toEqual(['binance AAA NET holds 2, the exchange says 1 (as of 10)']);
    expect((await run(lines, targetOf('1', '3'))).differences).toHaveLength(1);
  });

  it('is not compared where pushes and fills do not pair, and the row says so', async () => {
    const unpaired = lines.slice(1);
    const { notes } = await run(unpaired, targetOf('7', '7'));
    expect(notes).toContain(
      'binance AAA NET has 2 position messages of 3 fills: the position as of each fill is not compared',
    );
    const timeless = [push('1'), fill('1', 'BUY', '1', {}, 'binance')];
    expect((await run(timeless, targetOf('7', '7'))).notes).toEqual([
      'binance AAA NET has 1 position message of fills without a time: the position as of each fill is not compared',
    ]);
  });

  it('is not compared at an exchange whose pushes are of no fill', async () => {
    const asItComes = [fill('1', 'BUY', '1', { timestamp: 10 }), push('1', true, 'okx')];
    const { differences } = await run(asItComes, targetOf('7', '7'));
    expect(differences).toEqual([]);
  });
});
