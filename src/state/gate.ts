import type { Journal } from './journal.js';

/** Whether records may be read and changed at the moment. Closed with the error that says why not. */
export class Gate {
  /** Where changes are noted that will have to be made again; null while they need not be. */
  journal: Journal | null = null;
  private refusal: (() => Error) | null;

  constructor(refusal: () => Error) {
    this.refusal = refusal;
  }

  open(): void {
    this.refusal = null;
  }

  close(refusal: () => Error): void {
    this.refusal = refusal;
  }

  /** @throws whatever the gate was closed with. */
  pass(): void {
    if (this.refusal !== null) throw this.refusal();
  }
}
