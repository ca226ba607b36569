import type { Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import { checksumOf, isSummed, RecordSum } from '../record-sum.js';
import { historyMember } from './history-member.js';
import { HASH_TYPES } from './scope-keys.js';
import { storedTotal } from './stored-total.js';
import { storedValue } from './stored-value.js';

/** A record that is written: what its field gets, and the sealed record that this is made of. */
interface Written {
  readonly sealed: string;
  readonly stored: string;
}

/** What becomes of the fields of one hash; null for one that is deleted. */
type HashChanges = Map<string, Written | null>;

/**
 * The operations of a batch as the commit script takes them. Where a batch changes one record several times, the last change counts:
 * the script writes all puts of a hash in one go, and sums a field once.
 */
export function batchArguments(operations: readonly Operation[]): string[] {
  const hashes = new Map<CacheKey, HashChanges>(HASH_TYPES.map((type) => [type, new Map()]));
  const recounts: string[] = [];
  const archived: string[] = [];
  const change = (type: CacheKey, field: string, written: Written | null): void => {
    (hashes.get(type) as HashChanges).set(field, written);
  };
  for (const operation of operations) {
    switch (operation.op) {
      case 'put': {
        const { type, key, value: sealed, expiresAt } = operation;
        change(type, key, { sealed, stored: storedValue(sealed, expiresAt) });
        break;
      }
      case 'delete':
        change(operation.type, operation.key, null);
        break;
      case 'append': {
        const { leg, number, value: sealed } = operation;
        change(CacheKey.FILL, fillKey(leg, number), { sealed, stored: sealed });
        break;
      }
      case 'drop':
        for (let number = operation.first; number <= operation.last; number++)
          change(CacheKey.FILL, fillKey(operation.leg, number), null);
        break;
      case 'archive':
        pushArchive(archived, operation);
        break;
      case 'recount':
        recounts.push('recount', operation.type, storedTotal(operation));
        break;
    }
  }
  const args = recounts;
  for (const text of archived) args.push(text);
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
  for (const [field, written] of changes) {
    if (written === null) deletes.push(field);
    else {
      puts.push(field, written.stored);
      total.add(checksumOf(written.sealed));
    }
  }
  const isSummedHere = isSummed(type);
  if (puts.length > 0)
    args.push('put', String(hash), isSummedHere ? String(total.sum) : UNSUMMED, String(total.count));
  for (const text of puts) args.push(text);
  if (deletes.length > 0)
    args.push('delete', String(hash), isSummedHere ? '0' : UNSUMMED, String(deletes.length));
  for (const field of deletes) args.push(field);
}

/** Stands for the sum of records that are not summed. */
const UNSUMMED = '-';
