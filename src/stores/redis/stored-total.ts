import type { RecordTotal, SummedType } from '../record-sum.js';

/** The field of `meta` that has the total of a type. The scripts make this name from the key of the hash. */
export function totalField(type: SummedType): string {
  return `total:${type}`;
}

/** A total as the field's value: `<count>:<sum>`. */
export function storedTotal({ count, sum }: RecordTotal): string {
  return `${count}:${sum}`;
}

/** The total of a value; none where there is no field, or it is no total. */
export function parseTotal(stored: string | null): RecordTotal {
  const [, count = 0, sum = 0] = /^(-?\d+):(\d+)$/.exec(stored ?? '') ?? [];
  return { count: Number(count), sum: Number(sum) };
}
