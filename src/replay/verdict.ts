/** How many comparisons were made, how they went, and what a reader should know to judge them. */
export class Verdict {
  private made = 0;
  private readonly found: string[] = [];
  private readonly remarks: string[] = [];

  get checks(): number {
    return this.made;
  }

  get agreed(): number {
    return Math.max(0, this.made - this.found.length);
  }

  get differences(): readonly string[] {
    return this.found;
  }

  get notes(): readonly string[] {
    return this.remarks;
  }

  note(remark: string): void {
    this.remarks.push(remark);
  }

  /** Counts a comparison; `difference` says what is different if it is. */
  check(isSame: boolean, difference: () => string): void {
    this.made++;
    if (!isSame) this.found.push(difference());
  }
}
