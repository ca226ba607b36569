import { TableEntry } from '../state/entry.js';
import type { RecordTotal, SummedType } from '../stores/record-sum.js';

/** What the store's count and sum of a type are set to, after damage was set aside. */
export class Recount extends TableEntry<RecordTotal> {
  constructor(
    readonly type: SummedType,
    total: RecordTotal,
  ) {
    super('recount', type, total);
  }
}
