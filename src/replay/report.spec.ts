import { expect, it } from '@jest/globals';
import type { CaseResult } from './replay-case.js';
import { report } from './report.js';

function row(name: string, more: Partial<CaseResult>) {
  const result = {
    messages: 1,
    fills: 1,
    known: 0,
    checks: 0,
    agreed: 0,
    differences: [],
    notes: [],
    ...more,
  };
  return { name, result };
}

it('a report sums up its rows, one in the singular', () => {
  const differs = row('a', { checks: 1, differences: ['holds 1'], notes: ['from there on'] });
  expect(report([differs])).toMatch(/ DIFFERS: holds 1; from there on\n\n1 case, 1 check, 1 difference$/);
  expect(report([differs, row('b', { checks: 2 })])).toMatch(/\n\n2 cases, 3 checks, 1 difference$/);
});
