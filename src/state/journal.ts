/** Makes a change again. @returns why it could not be made this time, or null. */
export type Change = () => string | null;

/**
 * The changes that were made to records before it was known what is stored: made again, in their order, on top of that. What makes one
 * again has copies of all that it was given.
 */
export class Journal {
  private readonly changes: Change[] = [];

  get size(): number {
    return this.changes.length;
  }

  note(change: Change): void {
    this.changes.push(change);
  }

  /** Makes all changes again. @returns why some could not be made. */
  replay(): string[] {
    return this.changes.flatMap((change) => change() ?? []);
  }
}
