import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinBust, joinReport, joinTrade, mergeEvidence, NO_EVIDENCE } from './evidence.js';
import type { Evidence, ReportedFigures } from './evidence.js';
import { executionOf } from './execution.js';
import { fillsOf } from './fills-of.js';
import type { OrderFill } from './order-fill.js';

const T = 1_700_000_000_000;
const TERMS = { kind: 'linear', limitPrice: '100', snapshotBetween: () => null } as const;

/** One message about an order, which is joined. */
interface Message {
  readonly name: string;
  readonly join: (evidence: Evidence) => Evidence;
}

/** What is told of an order whose executions are of 1 each: as much as the exchange chooses to tell. */
const messages: fc.Arbitrary<readonly Message[]> = fc
  .array(
    fc.record({
      place: fc.integer({ min: 0, max: 5 }),
      kind: fc.constantFrom('report', 'point', 'trade', 'bust'),
      isNamed: fc.boolean(),
      hasPrice: fc.boolean(),
      hasFee: fc.boolean(),
      hasAverage: fc.boolean(),
      hasCumFees: fc.boolean(),
      delay: fc.constantFrom(0, 0, 3),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((told) =>
    told.map((each): Message => {
      const { place, kind, isNamed, hasPrice, hasFee, hasAverage, hasCumFees, delay } = each;
      const [tradeId, at] = [String(place), T + place + delay];
      const fee = hasFee ? `0.${place + 1}` : null;
      const paid = { fee, feeCurrency: fee === null ? null : 'USDT' };
      const price = String(100 + place);
      const report: ReportedFigures = {
        filled: String(place),
        average: hasAverage ? '101.5' : null,
        averageDigits: hasAverage ? 1 : 0,
        lastFilled: kind === 'report' ? '1' : null,
        lastFilledPrice: kind === 'report' && hasPrice ? price : null,
        tradeId: kind === 'report' && isNamed ? tradeId : null,
        ...(kind === 'report' ? paid : { fee: null, feeCurrency: null }),
        liquidity: null,
        cumFees: hasCumFees ? [{ currency: 'USDT', amount: BigInt(place) * 10n ** 17n }] : null,
      };
      const trade = executionOf(
        { tradeId, end: null, span: null, cumFees: null },
        { byTrade: true, at, quantity: '1', price, ...paid, liquidity: 'TAKER' },
      );
      const join = (evidence: Evidence): Evidence => {
        if (kind === 'trade') return joinTrade(evidence, trade);
        return kind === 'bust' ? joinBust(evidence, { tradeId, at }) : joinReport(evidence, report, at);
      };
      return { name: JSON.stringify(each), join };
    }),
  );

function joined(told: readonly Message[]): Evidence {
  return told.reduce((evidence, message) => message.join(evidence), NO_EVIDENCE);
}

/** The same evidence, and no shorter way to write it. */
function inFull({ executions, points, isExplained, isEndExplained, cumFees, busts }: Evidence): Evidence {
  return { executions, points, isExplained, isEndExplained, cumFees, busts };
}

/** What evidence says, whatever the order in which its executions were first told. */
function said({ executions, points, isExplained, cumFees, busts }: Evidence): unknown {
  const listed = executions.all
    .map(({ tradeId, end, span, at, quantity, price, fee, feeCurrency, byTrade, liquidity, cumFees: fees, words }) =>
      ({ tradeId, end, span, at, quantity, price, fee, feeCurrency, byTrade, liquidity, fees, words }))
    .sort((left, right) => compareTexts(`${left.tradeId} ${left.end}`, `${right.tradeId} ${right.end}`)); // prettier-ignore
  return { listed, points, isExplained, cumFees, busts };
}

/** The fills that follow, sorted. */
function fills(evidence: Evidence): unknown {
  const all: readonly OrderFill[] = fillsOf(evidence, TERMS) ?? evidence.executions.all;
  return all
    .map(({ tradeId, end, at, quantity, price, fee, fees, cost }) =>
      ({ tradeId, end, at, quantity, price, fee, fees, cost }))
    .sort((left, right) => compareTexts(`${left.tradeId} ${left.end}`, `${right.tradeId} ${right.end}`)); // prettier-ignore
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const shuffled = messages.chain((told) =>
  fc.tuple(fc.constant(told), fc.shuffledSubarray([...told], { minLength: told.length })),
);

describe('the evidence of an order', () => {
  it('is the same in whatever order messages come, and so are its fills', () => {
    fc.assert(
      fc.property(shuffled, ([told, other]) => {
        expect(fills(joined(other))).toEqual(fills(joined(told)));
        expect(said(joined(other))).toEqual(said(joined(told)));
      }),
      { numRuns: 500 },
    );
  });

  it('is joined alike whether it stands in short or in full', () => {
    const report = { filled: '0', average: null, averageDigits: 0, lastFilled: null, lastFilledPrice: null, tradeId: null, fee: null,
      feeCurrency: null, liquidity: null, cumFees: null }; // prettier-ignore
    const nothing = fc.record({
      lastFilled: fc.constantFrom(null, '0'),
      at: fc.constantFrom(T, T + 1, -T, -T - 1),
    });
    const first = fc.array(nothing, { maxLength: 4 });
    fc.assert(
      fc.property(first, messages, (unfilled, told) => {
        const all = [
          ...unfilled.map(({ lastFilled, at }) => (evidence: Evidence) => joinReport(evidence, { ...report, lastFilled }, at)),
          ...told.map(({ join }) => join),
        ]; // prettier-ignore
        let [short, full] = [NO_EVIDENCE, inFull(NO_EVIDENCE)];
        for (const join of all) {
          const [before, fullBefore] = [short, inFull(full)];
          short = join(short);
          full = join(fullBefore);
          expect(inFull(short)).toEqual(inFull(full));
          expect(short === before).toBe(full === fullBefore);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is the same object when messages that are known come again', () => {
    fc.assert(
      fc.property(messages, (told) => {
        const evidence = joined(told);
        for (const message of told) expect(message.join(evidence)).toBe(evidence);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same where two records know a part each and turn out to be of one order', () => {
    fc.assert(
      fc.property(messages, messages, (left, right) => {
        const whole = joined([...left, ...right]);
        const [one, other] = [joined(left), joined(right)];
        expect(fills(mergeEvidence(one, other))).toEqual(fills(whole));
        expect(said(mergeEvidence(one, other))).toEqual(said(whole));
        expect(said(mergeEvidence(other, one))).toEqual(said(whole));
      }),
      { numRuns: 500 },
    );
  });
});
