import { CacheKey } from '../stores/cache-key.js';
import { checksumOf, RecordSum } from '../stores/record-sum.js';
import type { RecordTotal } from '../stores/record-sum.js';
import type { DumpLine } from './dump-line.js';

/** The last line of a dump: how many lines of each type stand before it, and the sums of their checksums. A dump without it was cut off. */
export interface DumpEnd {
  readonly totals: Readonly<Partial<Record<CacheKey, RecordTotal>>>;
}

/** Counts and sums the lines of a dump by type. */
export class DumpTotals {
  private readonly sums = new Map<CacheKey, RecordSum>();

  add({ type, value }: Pick<DumpLine, 'type' | 'value'>): void {
    const sum = this.sums.get(type) ?? new RecordSum();
    this.sums.set(type, sum.add(checksumOf(value)));
  }

  end(): DumpEnd {
    const totals: Partial<Record<CacheKey, RecordTotal>> = {};
    for (const type of Object.values(CacheKey)) {
      const of = this.sums.get(type);
      if (of !== undefined) totals[type] = { count: of.count, sum: of.sum };
    }
    return { totals };
  }

  /** In which types the lines are not those of which an end tells, in words; null if they all are. */
  differenceFrom({ totals }: DumpEnd): string | null {
    const differences = Object.values(CacheKey).flatMap((type) => {
      const found = this.sums.get(type) ?? new RecordSum();
      const { count, sum } = totals[type] ?? new RecordSum();
      if (found.equals({ count, sum })) return [];
      return [
        found.count === count ? `${type} has another record` : `${type} has ${found.count} lines of ${count}`,
      ];
    });
    return differences.length === 0 ? null : differences.join(', ');
  }
}
