/** What `book.child.ts` is started with. */
export interface BookConfig {
  readonly store: string;
  readonly strategyId: string;
  /** The file that its durable handler writes. */
  readonly book: string;
  /** The first fill that it applies. */
  readonly from: number;
  /** Whether the handler throws on every third call. */
  readonly throws: boolean;
}
