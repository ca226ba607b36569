/** A power of two. */
const PARTS = 32;

/**
 * A `Map` by id, in parts: a single one stands still for a tenth of a second and more each time that it doubles, once it has some
 * hundred thousand ids.
 */
export class IdMap<V> {
  private readonly parts: readonly Map<string, V>[] = Array.from({ length: PARTS }, () => new Map());

  get size(): number {
    return this.parts.reduce((size, part) => size + part.size, 0);
  }

  /** Like a `Map`, it has nothing under what is no string: callers ask with what they were given, before it is checked. */
  get(id: string): V | undefined {
    return typeof id === 'string' ? this.partOf(id).get(id) : undefined;
  }

  set(id: string, value: V): void {
    this.partOf(id).set(id, value);
  }

  delete(id: string): void {
    this.partOf(id).delete(id);
  }

  /** In no order that means anything. */
  *values(): IterableIterator<V> {
    for (const part of this.parts) yield* part.values();
  }

  *entries(): IterableIterator<[string, V]> {
    for (const part of this.parts) yield* part.entries();
  }

  clear(): void {
    for (const part of this.parts) part.clear();
  }

  private partOf(id: string): Map<string, V> {
    return this.parts[partOf(id)] as Map<string, V>;
  }
}

/** A `Set` of ids, in parts for the same reason. */
export class IdSet {
  private readonly parts: readonly Set<string>[] = Array.from({ length: PARTS }, () => new Set());

  /** @returns whether it was not there. */
  add(id: string): boolean {
    const part = this.parts[partOf(id)] as Set<string>;
    const { size } = part;
    return part.add(id).size > size;
  }
}

/** By the last characters: ids that are counted up, or random, differ most there. */
function partOf(id: string): number {
  const last = id.length - 1;
  const sum = id.charCodeAt(last) + id.charCodeAt(last - 1) * 3 + id.charCodeAt(last - 2) * 7;
  return sum & (PARTS - 1);
}
