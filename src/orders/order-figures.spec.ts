import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinReport, NO_EVIDENCE } from '../ledger/evidence.js';
import type { Evidence, ReportedFigures } from '../ledger/evidence.js';
import { figuresAfter, NO_FIGURES } from './order-figures.js';
import type { FillChange, OrderFigures } from './order-figures.js';

const T = 1_700_000_000_000;
const TERMS = { kind: 'linear', limitPrice: null, snapshotBetween: () => null } as const;
const UNIT = 10n ** 16n;

interface Step extends OrderFigures {
  readonly evidence: Evidence;
}

/** Reports of the fills of an order, one after the other; none is missing, but any may come twice. */
const reports: fc.Arbitrary<readonly ReportedFigures[]> = fc
  .tuple(
    fc.constantFrom('named', 'nameless'),
    fc.constantFrom('fees', 'cumulative', 'both', 'none'),
    fc.boolean(),
    fc.array(fc.record({ size: fc.integer({ min: 1, max: 400 }), price: fc.integer({ min: 1, max: 99 }), isRepeated: fc.boolean() }), {
      minLength: 1,
      maxLength: 70,
    }),
  )
  .map(([naming, paying, hasAverage, sizes]) => {
    let [filled, cost] = [0, 0];
    return sizes.flatMap(({ size, price, isRepeated }, at) => {
      filled += size;
      cost += size * price;
      const isPaid = paying === 'fees' || paying === 'both';
      const report: ReportedFigures = {
        filled: String(filled),
        average: hasAverage ? (cost / filled).toFixed(4) : null,
        averageDigits: hasAverage ? 4 : 0,
        lastFilled: String(size),
        lastFilledPrice: String(price),
        tradeId: naming === 'named' ? String(at) : null,
        fee: isPaid ? (size / 100).toFixed(2).replace(/\.?0+$/, '') : null,
        feeCurrency: isPaid ? 'USDT' : null,
        liquidity: null,
        cumFees: paying === 'cumulative' || paying === 'both' ? [{ currency: 'USDT', amount: BigInt(filled) * UNIT }] : null,
      };
      return isRepeated ? [report, report] : [report];
    });
  }); // prettier-ignore

function stepped(before: Step, evidence: Evidence): { readonly step: Step; readonly change: FillChange } {
  const { figures, change } = figuresAfter(before, evidence, () => TERMS);
  return { step: { ...figures, evidence }, change };
}

/** The figures of evidence from scratch, as after a restart. */
function whole(evidence: Evidence): OrderFigures {
  return figuresAfter({ ...NO_FIGURES, evidence: NO_EVIDENCE }, evidence, () => TERMS).figures;
}

describe('the figures of an order after one more report', () => {
  it('are those that all of its evidence makes from scratch, and so are its fills', () => {
    fc.assert(
      fc.property(reports, (told) => {
        let step: Step = { ...NO_FIGURES, evidence: NO_EVIDENCE };
        const fills = new Set<unknown>();
        for (const [at, report] of told.entries()) {
          const next = stepped(step, joinReport(step.evidence, report, T + at));
          for (const fill of next.change.removed) expect(fills.delete(fill)).toBe(true);
          for (const fill of next.change.added) fills.add(fill);
          step = next.step;
        }
        const { evidence, ...figures } = step;
        expect(figures).toEqual(whole(evidence));
        expect(new Set<unknown>(figures.fills ?? evidence.executions.all)).toEqual(fills);
      }),
      { numRuns: 300 },
    );
  });

  it('are made of the one more execution alone where nothing else changed', () => {
    const report = (at: number): ReportedFigures => ({
      filled: String(at), average: '100', averageDigits: 0, lastFilled: '1', lastFilledPrice: '100', tradeId: String(at),
      fee: '0.1', feeCurrency: 'USDT', liquidity: null, cumFees: null,
    }); // prettier-ignore
    let step: Step = { ...NO_FIGURES, evidence: NO_EVIDENCE };
    for (let at = 1; at <= 100; at++) {
      const evidence = joinReport(step.evidence, report(at), T + at);
      const { figures, change } = figuresAfter(step, evidence, () => {
        throw new Error('terms are only asked for where something is inferred');
      });
      expect(change).toEqual({ added: [evidence.executions.recent.at(-1)], removed: [] });
      step = { ...figures, evidence };
    }
    expect(step).toMatchObject({ filled: '100', average: '100' });
  });
});
