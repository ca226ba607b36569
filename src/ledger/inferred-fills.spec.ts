import { describe, expect, it } from '@jest/globals';
import { canonicalDecimal } from '../decimal/decimal-text.js';
import { fromFixedPoint, SCALE } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import { joinBust, joinReport, joinTrade, NO_EVIDENCE } from './evidence.js';
import type { Evidence, ReportedFigures } from './evidence.js';
import { executionOf } from './execution.js';
import { fillsOf } from './fills-of.js';
import { costOfFill } from './order-fill.js';
import type { OrderFill } from './order-fill.js';

type Message = (evidence: Evidence) => Evidence;

/** A report: so much filled so far, at an average as the exchange wrote it. */
function report(
  filled: string,
  average: string | null,
  { at = Number(filled) * 10, ...fields }: Partial<ReportedFigures> & { readonly at?: number } = {},
): Message {
  const figures: ReportedFigures = {
    filled,
    average: average === null ? null : canonicalDecimal(average),
    averageDigits: average?.split('.')[1]?.length ?? 0,
    lastFilled: null,
    lastFilledPrice: null,
    tradeId: null,
    fee: null,
    feeCurrency: null,
    liquidity: null,
    cumFees: null,
    ...fields,
  };
  return (evidence) => joinReport(evidence, figures, at);
}

/** A report that names its last fill. */
function last(
  filled: string,
  lastFilled: string,
  price: string | null,
  fields: Parameters<typeof report>[2] = {},
): Message {
  return report(filled, null, { lastFilled, lastFilledPrice: price, tradeId: `t${filled}`, ...fields });
}

function trade(tradeId: string, quantity: string, price: string, at = 5): Message {
  const word = { byTrade: true, at, quantity, price, fee: null, feeCurrency: null, liquidity: null };
  const execution = executionOf({ tradeId, end: null, span: null, cumFees: null }, word);
  return (evidence) => joinTrade(evidence, execution);
}

const bust: Message = (evidence) => joinBust(evidence, { tradeId: 't3', at: 99 });

function cumFees(amount: bigint): Partial<ReportedFigures> {
  return { cumFees: [{ currency: 'USDT', amount }] };
}

interface Terms {
  readonly kind?: InstrumentKind;
  readonly limitPrice?: string | null;
  readonly snapshotAt?: number | null;
}

function fills(messages: readonly Message[], terms: Terms = {}): readonly OrderFill[] {
  const { kind = 'linear', limitPrice = null, snapshotAt = null } = terms;
  const evidence = messages.reduce<Evidence>((known, join) => join(known), NO_EVIDENCE);
  const snapshotBetween = (from: number, before: number): number | null =>
    snapshotAt !== null && snapshotAt >= from && snapshotAt < before ? snapshotAt : null;
  const derived = fillsOf(evidence, { kind, limitPrice, snapshotBetween }) ?? evidence.executions.all;
  return [...derived].sort((left, right) => left.at - right.at || Number(left.end) - Number(right.end));
}

/** Each fill: its quantity, its cost, and how it is known. */
function shown(messages: readonly Message[], terms: Terms = {}): string[] {
  return fills(messages, terms).map((fill) => {
    const cost = fromFixedPoint(
      costOfFill(fill, terms.kind ?? 'linear'),
      terms.kind === 'inverse' ? 4 * SCALE : 2 * SCALE,
    );
    const how = [
      fill.inferred === true && 'inferred',
      fill.estimated === true && 'estimated',
      fill.missed === true && 'missed',
    ];
    return [`${fill.quantity} for ${cost}`, ...how.filter((each) => each !== false)].join(', ');
  });
}

describe('the fills of an order', () => {
  it('are its executions, each at its own price, whatever the average says', () => {
    const messages = [last('3', '3', '100', { average: '7' }), last('5', '2', '110', { average: '1' })];
    expect(shown(messages)).toEqual(['3 for 300', '2 for 220']);
  });

  it('are none where nothing is filled', () => {
    expect(shown([report('0', null)])).toEqual([]);
  });

  it('are one at the average where nothing else is known of it, however coarse that is', () => {
    expect(shown([report('7', '0.1')])).toEqual(['7 for 0.7, inferred']);
  });

  it('are one for each hole between cumulative figures: 1 at 100, then 2 at 105, was 1 at 110', () => {
    expect(shown([report('1', '100.00'), report('2', '105.00')])).toEqual([
      '1 for 100, inferred',
      '1 for 110, inferred',
    ]);
  });

  it('are the same in whatever order the figures came', () => {
    const messages = [report('2', '105.00'), report('1', '100.00'), last('4', '1', '120', { average: '107.50', averageDigits: 2 })];
    const expected = ['1 for 100, inferred', '1 for 110, inferred', '1 for 100, inferred, missed', '1 for 120'];
    for (const [a, b, c] of [[0, 1, 2], [1, 0, 2], [2, 1, 0], [2, 0, 1]] as const)
      expect(shown([messages[a], messages[b], messages[c]] as Message[]).toSorted()).toEqual(expected.toSorted());
  }); // prettier-ignore

  it('say that a message was missed only where a report names less than what is new', () => {
    const missed = shown([
      last('1', '1', '100', { average: '100', averageDigits: 2 }),
      last('4', '1', '130', { average: '115', averageDigits: 2 }),
    ]);
    expect(missed).toEqual(['1 for 100', '2 for 230, inferred, missed', '1 for 130']);
    const silent = shown([
      last('1', '1', '100', { average: '100', averageDigits: 2 }),
      report('4', '115.00'),
    ]);
    expect(silent).toEqual(['1 for 100', '3 for 360, inferred']);
  });

  it('are replaced by the executions that they stood for', () => {
    const missed = last('4', '1', '130', { average: '115', averageDigits: 2 });
    const first = last('1', '1', '100');
    expect(shown([first, missed, last('3', '2', '115')])).toEqual(['1 for 100', '2 for 230', '1 for 130']);
    expect(shown([first, missed, trade('t3', '2', '114')])).toEqual(['2 for 228', '1 for 100', '1 for 130']);
    expect(shown([first, missed, trade('t2', '1', '114')])).toEqual(['1 for 114', '1 for 100', '1 for 116, inferred, missed', '1 for 130']);
  }); // prettier-ignore

  it('are those of the trades that account for the quantity of executions without an id', () => {
    const nameless = last('3', '3', '110', { tradeId: null });
    expect(shown([nameless])).toEqual(['3 for 330']);
    expect(shown([nameless, trade('a', '1', '100', 1)])).toEqual(['1 for 100', '2 for 220']);
    expect(shown([nameless, trade('a', '1', '100', 1), trade('b', '2', '115', 2)])).toEqual(['1 for 100', '2 for 230']);
  }); // prettier-ignore

  it('have a trade where something was filled at its time, else where its size fits', () => {
    const [early, late] = [report('5', '100', { at: 10 }), report('21', '110', { at: 30 })];
    expect(shown([early, late, trade('b', '16', '112', 30)])).toEqual(['5 for 500, inferred', '16 for 1792']);
    expect(shown([early, late, trade('a', '5', '100', 10)])).toEqual(['5 for 500', '16 for 1810, inferred']);
    const soon = report('21', '110', { at: 10 });
    expect(shown([early, soon, trade('b', '16', '112', 10)])).toEqual(['16 for 1792', '5 for 500, inferred']);
  });

  it('are more than what was reported where trades of other ids are', () => {
    expect(shown([last('1', '1', '100'), trade('x', '3', '90', 50)])).toEqual(['1 for 100', '3 for 270']);
  });

  it('are without a trade that was taken back, which what was reported held', () => {
    const messages = [last('1', '1', '100'), last('3', '2', '110')];
    expect(shown([...messages, bust])).toEqual(['1 for 100']);
    expect(shown([bust, ...messages, ...messages])).toEqual(['1 for 100']);
  });
});

describe('the price of an inferred fill', () => {
  it.each([
    // Half a unit of the last digit (0.005) x filled / 10 against 0.1 % of 100, which is 0.1.
    ['follows from the costs at the limit of rounding', '200', '190', 'inferred'],
    ['is the average above that limit', '201', '191', 'inferred, estimated'],
    ['follows from the costs far below it', '20', '10', 'inferred'],
  ])('%s', (_, filled, before, how) => {
    expect(shown([report(before, '100.00'), report(filled, '100.00')])[1]).toBe(`10 for 1000, ${how}`);
  });

  it('counts the digits of the average as they are written: zeros tell how far it was rounded', () => {
    const before = report('900', '100.00000');
    expect(shown([before, report('1000', '101.0')])[1]).toBe('100 for 10100, inferred, estimated');
    expect(shown([before, report('1000', '101.00')])[1]).toBe('100 for 11000, inferred');
    expect(shown([before, report('1000', '101')])[1]).toBe('100 for 11000, inferred');
  });

  it.each(['500.00', '500'])(
    'is the average %s where the costs of what was counted leave nothing',
    (average) => {
      expect(shown([last('1', '1', '1000'), report('2', average)])[1]).toBe('1 for 500, inferred, estimated');
    },
  );

  it('without an average is the limit, else the price of another fill, estimated', () => {
    const grown = [last('1', '1', '80'), report('3', null)];
    expect(shown(grown, { limitPrice: '100' })[1]).toBe('2 for 200, inferred, estimated');
    expect(shown(grown)[1]).toBe('2 for 160, inferred, estimated');
  });

  it('of an inverse contract follows from harmonic averages', () => {
    // 1 / 100 and 1 / 50 are 0.03: 2 / 0.03.
    const kind = { kind: 'inverse' } as const;
    const [first, second] = fills([report('1', '100.0000'), report('2', '66.6667')], kind);
    expect([first?.quantity, second?.quantity]).toEqual(['1', '1']);
    const cost = fromFixedPoint(costOfFill(second as OrderFill, 'inverse'), 4 * SCALE);
    expect(Number(cost)).toBeCloseTo(0.02, 6);
  });

  it('is exact to the last of 36 digits', () => {
    const smallest = '0.000000000000000001';
    const [only] = fills([report('1', null, { filled: smallest, average: smallest, averageDigits: 18 })]);
    expect(costOfFill(only as OrderFill, 'linear')).toBe(1n);
  });
});

describe('the time of an inferred fill', () => {
  const missed = [
    last('1', '1', '100', { at: 10 }),
    last('4', '1', '130', { at: 40, average: '115', averageDigits: 2 }),
  ];

  it('is that of the earliest report that has it', () => {
    expect(
      fills([report('2', '100', { at: 30 }), report('2', '100', { at: 20 })]).map(({ at }) => at),
    ).toEqual([20]);
  });

  it('is that of a snapshot which was adopted since the report before it, where a message was missed', () => {
    expect(fills(missed, { snapshotAt: 25 }).map(({ at, quantity }) => [at, quantity])).toEqual([
      [10, '1'],
      [25, '2'],
      [40, '1'],
    ]);
    expect(fills(missed, { snapshotAt: 5 }).map(({ at }) => at)).toEqual([10, 40, 40]);
  });

  it('is not, where a report without a last fill tells of the growth', () => {
    const grown = [last('1', '1', '100', { at: 10 }), report('3', '110.00', { at: 40 })];
    expect(fills(grown, { snapshotAt: 25 }).map(({ at }) => at)).toEqual([10, 40]);
  });
});

describe('the fees of fills', () => {
  const fee = { fee: '0.1', feeCurrency: 'USDT' };

  it('are what cumulative fees say beyond those that are told, on the last fill whose fee is not known', () => {
    const told = fills([last('1', '1', '100', fee), last('2', '1', '100', cumFees(5n * 10n ** 17n))]);
    expect(told.map(({ fee: own, fees }) => fees ?? own)).toEqual([
      '0.1',
      [{ currency: 'USDT', amount: 4n * 10n ** 17n }],
    ]);
  });

  it('are unknown where nothing tells them', () => {
    expect(fills([last('1', '1', '100')]).map(({ fee: own, fees }) => fees ?? own)).toEqual([null]);
  });
});
