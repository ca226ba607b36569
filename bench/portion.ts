/** Some work, made anew for whoever does it. */
export type Portion<Item> = () => readonly Item[];

/**
 * Items that are text, outside the heap, until somebody takes them: whoever handles messages has just parsed them, and holds no million of
 * them that the collector must look through.
 */
export function asText<Item>(items: readonly Item[]): Portion<Item> {
  const text = Buffer.from(JSON.stringify(items));
  return () => JSON.parse(text.toString()) as Item[];
}
