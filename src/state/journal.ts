/** Makes a change again. @returns its outcome. */
export type Change = () => unknown;

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
    return this.changes.flatMap((change) => {
      try {
        return refusalIn(change()) ?? [];
      } catch (error) {
        return (error as Error).message;
      }
    });
  }
}

/** Why a change was refused this time, or null. */
function refusalIn(outcome: unknown): string | null {
  if (typeof outcome !== 'object' || outcome === null || !('outcome' in outcome)) return null;
  if (outcome.outcome !== 'rejected') return null;
  const {
    orderId = null,
    field = '',
    reason = '',
  } = outcome as { orderId?: string | null; field?: string; reason?: string };
  const of = orderId === null ? 'a change' : `an update of order ${orderId}`;
  return `${of} does not fit what is stored: ${field} ${reason}`;
}
