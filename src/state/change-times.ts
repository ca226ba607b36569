/**
 * When changes came, by their tick: a time for the first of each turn of the event loop, which goes for the others of that turn too. So a change
 * seems older than it is by the length of its turn at most, and never younger.
 */
export class ChangeTimes {
  // Two lists, so that a time makes no object.
  private ticks: number[] = [];
  private times: number[] = [];

  /** The change with this tick came at this time, and those after it not before. */
  note(tick: number, time: number): void {
    this.ticks.push(tick);
    this.times.push(time);
  }

  /** When the change with this tick came. */
  at(tick: number): number {
    return this.times[this.placeOf(tick)] as number;
  }

  /** Nobody asks any more for changes before this tick. */
  forget(before: number): void {
    const place = this.placeOf(before);
    // Half of them at once, so that each is moved once on average.
    if (place === 0 || place * 2 < this.ticks.length) return;
    this.ticks = this.ticks.slice(place);
    this.times = this.times.slice(place);
  }

  clear(): void {
    this.ticks = [];
    this.times = [];
  }

  /** The last place whose tick is not after this one. */
  private placeOf(tick: number): number {
    let low = 0;
    let high = this.ticks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.ticks[middle] as number) <= tick) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
