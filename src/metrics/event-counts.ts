import type { Labels, Sample } from './prometheus-text.js';

/** How often each of a fixed set of events came, since the start. All are there from the start, so that the first one shows as an increase. */
export class EventCounts<Event extends string> {
  private readonly counts: Map<Event, number>;

  constructor(events: readonly Event[]) {
    this.counts = new Map(events.map((event) => [event, 0]));
  }

  add(event: Event): void {
    this.counts.set(event, (this.counts.get(event) ?? 0) + 1);
  }

  /** @param labelsOf the labels of an event, beside those of all. */
  samples(labels: Labels, labelsOf: (event: Event) => Labels): readonly Sample[] {
    return Array.from(this.counts, ([event, value]) => ({
      labels: { ...labels, ...labelsOf(event) },
      value,
    }));
  }
}
