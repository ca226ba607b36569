import type { Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import { checksumOf, isSummed, RecordSum } from '../record-sum.js';
import { historyMember } from './history-member.js';
import { HASH_TYPES } from './scope-keys.js';
import { storedTotal } from './stored-total.js';
import { storedValue } from './stored-value.js';

/** What becomes of one hash: the values of fields, null for one that is deleted. */
type HashChanges = Map<string, string | null>;

/** Stands for the sum of records that are not summed. */
const UNSUMMED = '-';

/**
 * The operations of a batch as the commit script takes them. Where a batch changes one record several times, the last change counts:
 * the script writes all puts of a hash in one go, and sums each field once.
 */
export function batchArguments(operations: readonly Operation[]): string[] {
  const hashes = new Map<CacheKey, HashChanges>(HASH_TYPES.map((type) => [type, new Map()]));
  const fills = hashes.get(CacheKey.FILL) as HashChanges;
  const recounts: string[] = [];
  const archives: string[] = [];
  for (const operation of operations) {
    switch (operation.op) {
      case 'put':
      case 'delete': {
        const value = operation.op === 'delete' ? null : storedValue(operation.value, operation.expiresAt);
        (hashes.get(operation.type) as HashChanges).set(operation.key, value);
        break;
      }
      case 'append':
        fills.set(fillKey(operation.leg, operation.number), operation.value);
        break;
      case 'drop':
        for (let number = operation.first; number <= operation.last; number++)
          fills.set(fillKey(operation.leg, number), null);
        break;
      case 'archive':
        pushArchive(archives, operation);
        break;
      case 'recount':
        recounts.push('recount', operation.type, storedTotal(operation));
        break;
    }
  }
  const args = recounts.concat(archives);
  for (const [hash, type] of HASH_TYPES.entries())
    pushChanges(args, hash, type, hashes.get(type) as HashChanges);
  return args;
}

function pushArchive(
  args: string[],
  { key, value, at, indexes }: Extract<Operation, { readonly op: 'archive' }>,
): void {
  const members = indexes.map((index) => historyMember(index, at, key));
  args.push('archive', key, value, String(at), String(checksumOf(value)), String(members.length), ...members);
}

function pushChanges(args: string[], hash: number, type: CacheKey, changes: HashChanges): void {
  const puts: string[] = [];
  const deletes: string[] = [];
  const total = new RecordSum();
  for (const [field, value] of changes) {
    if (value === null) deletes.push(field);
    else {
      puts.push(field, value);
      total.add(checksumOf(value));
    }
  }
  const sum = isSummed(type) ? String(total.sum) : UNSUMMED;
  if (puts.length > 0) args.push('put', String(hash), sum, String(total.count));
  for (const text of puts) args.push(text);
  if (deletes.length > 0) args.push('delete', String(hash), sum, String(deletes.length));
  for (const field of deletes) args.push(field);
}
