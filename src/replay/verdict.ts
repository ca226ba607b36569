/** How many comparisons were made, and how they went. */
export class Verdict {
  private made = 0;
  private readonly found: string[] = [];

  get checks(): number {
    return this.made;
  }

  get agreed(): number {
    return Math.max(0, this.made - this.found.length);
  }

  get differences(): readonly string[] {
    return this.found;
  }

  /** Counts a comparison; `difference` says what is different if it is. */
  check(isSame: boolean, difference: () => string): void {
    this.made++;
    if (!isSame) this.found.push(difference());
  }
}
