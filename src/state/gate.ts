/** Whether records may be read and changed at the moment. Closed with the error that says why not. */
export class Gate {
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
