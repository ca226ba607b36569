import type { CacheKey } from './cache-key.js';
import { checksumOf, isSummed, RecordSum, SUMMED_TYPES } from './record-sum.js';
import type { RecordTotal, SummedType } from './record-sum.js';

/** The totals of all types of records that a store sums, as it keeps them for one scope. */
export class ScopeTotals {
  private readonly sums: Map<SummedType, RecordSum>;

  /** @param kept totals from an earlier time; a type that is not among them has none. */
  constructor(kept: ReadonlyMap<string, RecordTotal> = new Map()) {
    this.sums = new Map(
      SUMMED_TYPES.map((type) => {
        const { count = 0, sum = 0 } = kept.get(type) ?? {};
        return [type, new RecordSum(count, sum)];
      }),
    );
  }

  /** Notes that a record was written, replaced or removed; null stands for none. Market data is not summed. */
  change(type: CacheKey, before: string | null, after: string | null): void {
    if (!isSummed(type)) return;
    this.changeSum(type, before === null ? null : checksumOf(before), after);
  }

  /** The same, where of the record before only the checksum is known. */
  changeSum(type: SummedType, before: number | null, after: string | null): void {
    const sum = this.sums.get(type) as RecordSum;
    if (before !== null) sum.remove(before);
    if (after !== null) sum.add(checksumOf(after));
  }

  /** Sets the total of a type, whatever it was. */
  recount(type: SummedType, { count, sum }: RecordTotal): void {
    this.sums.set(type, new RecordSum(count, sum));
  }

  /** As JSON: what `snapshot` has, as a list. */
  get json(): string {
    let list = '';
    for (const [type, { count, sum }] of this.sums)
      list += `${list === '' ? '' : ','}["${type}",{"count":${count},"sum":${sum}}]`;
    return `[${list}]`;
  }

  /** A copy: what changes later does not change it. */
  snapshot(): ReadonlyMap<SummedType, RecordTotal> {
    return new Map(Array.from(this.sums, ([type, { count, sum }]) => [type, { count, sum }]));
  }
}
