import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { LegStarts } from './leg-start.js';
import { NOTHING_HELD } from './replay-target.js';
import type { DeliveryTarget, PositionHeld, ScopeState } from './replay-target.js';
import { ShuffleCase } from './shuffle-case.js';
import type { ShuffleResult } from './shuffle-case.js';
import type { StreamLine } from './stream.js';

/** How a scope takes an update of an order that it knows. */
type Join = (known: number, filled: number) => number;

const LARGEST: Join = (known, filled) => Math.max(known, filled);
const LATEST: Join = (_, filled) => filled;

/** A scope of one leg that holds what its orders filled. */
class Scope implements DeliveryTarget {
  readonly log: string[] = [];
  isClosed = false;
  private readonly filled = new Map<string, number>();

  constructor(
    private readonly join: Join,
    private readonly rejects: string | null = null,
  ) {}

  knows(): Promise<boolean> {
    return Promise.resolve(false);
  }

  apply({ id, filled }: OrderUpdate): Promise<UpdateResult> {
    const orderId = id as string;
    this.log.push(`${orderId} ${filled}`);
    if (orderId === this.rejects)
      return Promise.resolve({ outcome: 'rejected', orderId, field: 'amount', reason: 'is wrong' });
    this.filled.set(orderId, this.join(this.filled.get(orderId) ?? 0, Number(filled)));
    return Promise.resolve({ outcome: 'applied', orderId });
  }

  adopt({ signedAmount }: { readonly signedAmount: string }): Promise<void> {
    this.log.push(`adopts ${signedAmount}`);
    this.filled.set('start', Number(signedAmount));
    return Promise.resolve();
  }

  position(): Promise<PositionHeld> {
    const total = [...this.filled.values()].reduce((sum, each) => sum + each, 0);
    return Promise.resolve({ ...NOTHING_HELD, signedAmount: String(total), entryPrice: '10' });
  }

  positionAt(): Promise<PositionHeld> {
    return this.position();
  }

  async state(): Promise<ScopeState> {
    const orders = Array.from(this.filled, ([id, filled]) => ({
      exchange: 'okx',
      symbol: 'AAA',
      id,
      filled,
    }));
    const place = { exchange: 'okx', symbol: 'AAA', positionSide: 'NET' };
    return { orders, positions: [{ ...place, ...(await this.position()) }], fills: [] };
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

function report(id: string, filled: string, exchange = 'okx'): StreamLine {
  const update: OrderUpdate = {
    exchange,
    symbol: 'AAA',
    id,
    status: 'PARTIALLY_FILLED',
    side: 'BUY',
    amount: '9',
    filled,
    timestamp: 1_000,
  };
  return { kind: 'order', exchange, update, realizedPnl: null };
}

function said(signedAmount: string, exchange = 'okx'): StreamLine {
  const position = {
    symbol: 'AAA',
    positionSide: 'NET',
    signedAmount,
    entryPrice: '10',
    realizedPnl: null,
  };
  return { kind: 'position', exchange, position, isOfFill: true };
}

const LINES = [report('1', '1'), report('1', '2'), report('1', '3'), report('2', '4'), report('2', '5')];

/** Shuffles a stream into scopes of a kind. */
async function shuffled(
  lines: readonly StreamLine[],
  join: Join,
  {
    starts = new Map(),
    rejects = null,
    deliveries = 12,
    seed = 3,
  }: {
    readonly starts?: LegStarts;
    readonly rejects?: string | null;
    readonly deliveries?: number;
    readonly seed?: number;
  } = {},
): Promise<{ readonly result: ShuffleResult; readonly scopes: readonly Scope[] }> {
  const scopes: Scope[] = [];
  const open = (): Promise<Scope> => {
    const scope = new Scope(join, rejects);
    scopes.push(scope);
    return Promise.resolve(scope);
  };
  const result = await new ShuffleCase(lines, starts, open, deliveries, seed).run(() => undefined);
  return { result, scopes };
}

describe('a stream that is delivered in random orders', () => {
  it('agrees where the order does not matter', async () => {
    const { result } = await shuffled(LINES, LARGEST);
    expect(result).toEqual({
      messages: 5,
      deliveries: 12,
      endStates: 1,
      legs: 0,
      differences: [],
      notes: [],
    });
  });

  it('differs where it does, and says the field, and how to repeat it', async () => {
    const { result } = await shuffled(LINES, LATEST);
    expect(result.endStates).toBeGreaterThan(1);
    expect(result.differences[0]).toMatch(
      /^--shuffle 1 --seed \d+: order okx AAA [12] filled is \d, in order it is \d$/,
    );
    const seed = Number(/--seed (\d+)/.exec(result.differences[0] as string)?.[1]);
    const { result: again } = await shuffled(LINES, LATEST, { deliveries: 1, seed });
    expect(again.differences).toEqual(result.differences.slice(0, 1));
  });

  it('is delivered in its own order first, then in others, each into a scope of its own that is closed', async () => {
    const { scopes } = await shuffled(LINES, LARGEST);
    expect(scopes).toHaveLength(13);
    expect(scopes[0]?.log).toEqual(['1 1', '1 2', '1 3', '2 4', '2 5']);
    for (const { log, isClosed } of scopes.slice(1)) {
      expect(new Set(log)).toEqual(new Set(scopes[0]?.log));
      expect(log.length).toBeGreaterThan(5);
      expect(isClosed).toBe(true);
    }
    expect(new Set(scopes.map(({ log }) => log.join())).size).toBeGreaterThan(6);
  });

  it('begins with its start, which is adopted before any message', async () => {
    const start = { signedAmount: '7', entryPrice: '10', realizedPnl: null };
    const { scopes, result } = await shuffled([...LINES, said('15')], LARGEST, {
      starts: new Map([['okx AAA NET', start]]),
    });
    for (const { log } of scopes)
      expect(log.flatMap((each, at) => (each === 'adopts 7' ? [at] : []))).toEqual([0]);
    expect(result).toMatchObject({ legs: 1, differences: [] });
  });

  it('differs where a message is rejected', async () => {
    const { result } = await shuffled(LINES, LARGEST, { rejects: '2', deliveries: 1 });
    expect(result.differences[0]).toBe('in the recorded order: order 2 was rejected: amount is wrong');
  });

  it('without orders has nothing to deliver', async () => {
    const { result, scopes } = await shuffled([said('1')], LARGEST);
    expect(scopes).toEqual([]);
    expect(result).toMatchObject({ deliveries: 0, notes: ['no orders in it: nothing to deliver'] });
  });

  it('says which messages have no time', async () => {
    const timeless = LINES.map((line) =>
      line.kind === 'order' ? { ...line, update: { ...line.update, timestamp: null } } : line,
    );
    const { result } = await shuffled(timeless, LARGEST);
    expect(result.notes).toEqual([expect.stringContaining('messages without a time: 5')]);
  });
});

describe("the exchange's last position message", () => {
  it('is never delivered, and every end is compared with it', async () => {
    const right = await shuffled([said('0'), ...LINES, said('8')], LARGEST, { deliveries: 2 });
    expect(right.result).toMatchObject({ messages: 5, legs: 1, differences: [] });
    const wrong = await shuffled([said('0'), ...LINES, said('9')], LARGEST, { deliveries: 2 });
    expect(wrong.result).toMatchObject({
      endStates: 1,
      differences: [
        'okx AAA NET holds 8, the exchange says 9 (in the recorded order)',
        'okx AAA NET holds 8, the exchange says 9 (--shuffle 1 --seed 3)',
        'okx AAA NET holds 8, the exchange says 9 (--shuffle 1 --seed 4)',
      ],
    });
  });

  it('is of the end though a fill comes after it, where the exchange tells before the fill', async () => {
    const ofBinance = [report('1', '1', 'binance'), said('3', 'binance'), report('1', '3', 'binance')];
    const { result } = await shuffled(ofBinance, LARGEST);
    expect(result).toMatchObject({ legs: 1, differences: [] });
  });

  it('is not of the end where a fill came after it', async () => {
    const { result } = await shuffled([report('1', '1'), said('1'), report('1', '3')], LARGEST);
    expect(result).toMatchObject({ legs: 0, differences: [] });
    const repeated = await shuffled([report('1', '3'), said('4'), report('1', '3')], LARGEST);
    expect(repeated.result.legs).toBe(1);
    expect(repeated.result.differences).not.toEqual([]);
  });
});
