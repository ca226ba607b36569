import type { AppliedMessage } from '../cache/apply-mapped.js';

type Part<Kind extends AppliedMessage['kind']> = Extract<AppliedMessage, { readonly kind: Kind }>;
type Rows = Extract<AppliedMessage, { readonly results: unknown }>;
type ResultOf<P extends AppliedMessage> = P extends Rows ? Pick<P, 'kind'> & P['results'][number] : never;

/**
 * What became of one row of an exchange's message. Where a message is no rows (a push of positions, which are compared; a list of
 * instruments, which are registered all or none; one that is ignored, unknown or invalid) it has one result.
 */
export type RowResult = {
  /** Which of the messages of the request it is a row of, from 0. */
  readonly index: number;
} & (
  | ResultOf<Rows>
  | Part<'positions' | 'instruments' | 'ignored' | 'invalid' | 'refused'>
  | Omit<Part<'unknown'>, 'message'>
);

export function rowResults(index: number, part: AppliedMessage): RowResult[] {
  switch (part.kind) {
    case 'orders':
    case 'trades':
      return part.results.map((result) => ({ index, kind: part.kind, ...result }));
    case 'adjustments':
      return part.results.map((result) => ({ index, kind: part.kind, ...result }));
    case 'balances':
      return part.results.map((result) => ({ index, kind: part.kind, ...result }));
    case 'unknown':
      // Who sent the message has it.
      return [{ index, kind: part.kind }];
    case 'positions':
    case 'instruments':
    case 'ignored':
    case 'invalid':
    case 'refused':
      return [{ index, ...part }];
  }
}
