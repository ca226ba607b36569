import { STATUS_CODES } from 'node:http';

/** One field of a request that is wrong. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

/** Problem details of RFC 9457, with a stable `code` to tell one problem from another. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly FieldProblem[];
  readonly [member: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** What a problem is about, before it is known which request has it. */
export interface ProblemCause {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  /** When to send the request again (s). */
  readonly retryAfter?: number;
  /** Further members of the answer. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export function problem({ status, code, detail, errors, more }: ProblemCause, instance: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const details = { type: 'about:blank', title, status, detail, instance, code } as const;
  return { ...details, ...(errors !== undefined && { errors }), ...more };
}
