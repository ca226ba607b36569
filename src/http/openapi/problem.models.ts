import type { FieldProblem, Problem } from '../problem.js';
import { model } from './model.js';
import { anyList, choice, count, list, name, optional, text } from './schema.js';

export const FieldProblemModel = model<FieldProblem>('FieldProblem', 'A field of a request that is wrong.', {
  field: text('The field.', 'side'),
  reason: text('What is wrong with it.', 'must be one of the following values: BUY, SELL'),
});

type DescribedProblem = Pick<
  Problem,
  'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'errors'
> & { readonly results?: readonly unknown[] };

export const ProblemModel = model<DescribedProblem>('Problem', 'Problem details (RFC 9457).', {
  type: choice(['about:blank'], 'The status says what the problem is.', 'about:blank'),
  title: text('The status in words.', 'Bad Request'),
  status: count('The status.', 400),
  detail: text('What is wrong, and what to do.', 'The request is invalid: side must be BUY or SELL.'),
  instance: text('The path that was asked for.', '/v1/scopes/default/default/orders'),
  code: name('Tells one problem from another; it never changes.', 'INVALID_REQUEST'),
  errors: optional(list(FieldProblemModel, 'The fields that are the reason.')),
  results: optional(anyList('Of `durable=true` where the store did not answer: what the scope has taken.')),
});
