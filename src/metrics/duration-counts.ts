import { DURATION_BOUNDARIES } from '../telemetry/duration-boundaries.js';
import type { Labels, Sample } from './prometheus-text.js';

const SECOND_MS = 1_000;

/** How often something took how long, since the start: a histogram as Prometheus has it. */
export class DurationCounts {
  private readonly counts = DURATION_BOUNDARIES.map(() => 0);
  private count = 0;
  private sum = 0;

  add(ms: number): void {
    const seconds = ms / SECOND_MS;
    this.count++;
    this.sum += seconds;
    const at = DURATION_BOUNDARIES.findIndex((boundary) => seconds <= boundary);
    if (at >= 0) this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Each bucket counts those before it too. */
  samples(labels: Labels): readonly Sample[] {
    let below = 0;
    const buckets = DURATION_BOUNDARIES.map((boundary, at) => {
      below += this.counts[at] as number;
      return { suffix: '_bucket', labels: { ...labels, le: String(boundary) }, value: below };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: this.count },
      { suffix: '_sum', labels, value: this.sum },
      { suffix: '_count', labels, value: this.count },
    ];
  }
}
