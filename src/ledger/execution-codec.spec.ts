import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeExecution } from './execution.js';
import type { Execution, ExecutionParts, ExecutionWord } from './execution.js';
import { decodeExecutions, decodeRun, encodeExecutions, encodeRun } from './execution-codec.js';
import { ExecutionRun } from './executions.js';
import { TimeCode } from './time-code.js';

const T = 1_700_000_000_000;
const asIs = (text: string): string => text;

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null });
const quantity = fc.constantFrom('1', '0.5', '2', '0.000000000000000001', '999999999999999999.5');
const at = fc.constantFrom(T, T + 7, 0, -T - 0.0009765625);
const currency = fc.constantFrom('USDT', 'BNB', '__proto__', '1');
const word: fc.Arbitrary<ExecutionWord> = fc.record({
  byTrade: fc.boolean(),
  at,
  quantity,
  price: optional(quantity),
  fee: optional(fc.constantFrom('-0.04', '0', '3')),
  feeCurrency: optional(currency),
  liquidity: fc.constantFrom(null, 'MAKER', 'TAKER'),
});
const amounts = fc.uniqueArray(fc.record({ currency, amount: fc.bigInt({ min: 1n, max: 10n ** 30n }) }), {
  selector: (each) => each.currency,
  maxLength: 3,
});
const execution: fc.Arbitrary<Execution> = fc
  .tuple(word, optional(fc.constantFrom('31', '0', 'a')), optional(quantity), optional(quantity), optional(amounts))
  .chain(([said, tradeId, end, span, cumFees]) =>
    optional(fc.array(word, { minLength: 1, maxLength: 2 })).map((words) => {
      const parts: ExecutionParts = { ...said, tradeId, end, span: end === null ? null : (span ?? said.quantity), cumFees, words };
      return makeExecution(parts);
    }),
  ); // prettier-ignore
const executions = fc.array(execution, { maxLength: 5 });

describe('what is stored of executions', () => {
  it('is read as it was, whatever the order was last reported', () => {
    fc.assert(
      fc.property(executions, fc.constantFrom(null, -1, T, T + 3), (all, reportedAt) => {
        const time = TimeCode.since(reportedAt);
        const row = JSON.parse(JSON.stringify(encodeExecutions(all, time))) as unknown[];
        expect(decodeExecutions(row, time, asIs).map(sorted)).toEqual(all.map(sorted));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read as it was as a run of its own', () => {
    fc.assert(
      fc.property(executions, (all) => {
        const read = decodeRun(encodeRun(new ExecutionRun(all)), asIs);
        expect(read.executions.map(sorted)).toEqual(all.map(sorted));
      }),
    );
  });

  it.each([
    ['no list', '{}', /it is no array/],
    ['a quantity that is no decimal', '["1",2,"3",null,0,1,0,0]', /not a decimal/],
    ['an id that is a number', '[7,"2","3",null,0,1,0,0]', /not a text/],
    ['less than it has to have', '["1","2","3",null,0,1]', /a time is not one/],
  ])('with %s is refused', (_, payload, reason) => {
    expect(() => decodeRun(payload, asIs)).toThrow(reason);
  });
});

/** All that an execution says; amounts are kept by currency. */
function sorted(of: Execution): unknown {
  const {
    at: time,
    quantity: size,
    price,
    fee,
    feeCurrency,
    tradeId,
    end,
    span,
    byTrade,
    liquidity,
    words,
  } = of;
  const fees = of.cumFees === null ? null : new Map(of.cumFees.map((each) => [each.currency, each.amount]));
  return { time, size, price, fee, feeCurrency, tradeId, end, span, byTrade, liquidity, words, fees };
}
