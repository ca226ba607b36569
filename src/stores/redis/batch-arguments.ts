import type { Operation } from '../batch.js';
import { historyMember } from './history-member.js';
import { LIVE_TYPES } from '../live-type.js';
import { storedValue } from './stored-value.js';

/** What becomes of one hash: the values of fields, null for one that is deleted. */
type HashChanges = Map<string, string | null>;

/**
 * The operations of a batch as the commit script takes them. Where a batch changes one record several times, the last change counts:
 * the script writes all puts of a hash in one go.
 */
export function batchArguments(operations: readonly Operation[]): string[] {
  const hashes: HashChanges[] = LIVE_TYPES.map(() => new Map());
  const args: string[] = [];
  for (const operation of operations) {
    if (operation.op === 'archive') {
      const { key, value, at, indexes } = operation;
      const members = indexes.map((index) => historyMember(index, at, key));
      args.push('archive', key, value, String(at), String(members.length), ...members);
      continue;
    }
    const value = operation.op === 'delete' ? null : storedValue(operation.value, operation.expiresAt);
    (hashes[LIVE_TYPES.indexOf(operation.type)] as HashChanges).set(operation.key, value);
  }
  for (const [hash, changes] of hashes.entries()) pushChanges(args, hash, changes);
  return args;
}

function pushChanges(args: string[], hash: number, changes: HashChanges): void {
  const puts: string[] = [];
  const deletes: string[] = [];
  for (const [field, value] of changes) {
    if (value === null) deletes.push(field);
    else puts.push(field, value);
  }
  if (puts.length > 0) args.push('put', String(hash), String(puts.length / 2));
  for (const text of puts) args.push(text);
  if (deletes.length > 0) args.push('delete', String(hash), String(deletes.length));
  for (const field of deletes) args.push(field);
}
