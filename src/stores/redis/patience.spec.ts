import { describe, expect, it } from '@jest/globals';
import { Patience } from './patience.js';

describe('patience', () => {
  it('is 3 s, twice as long after each command that was not answered in time, and 96 s at most', () => {
    const patience = new Patience(() => 0);
    const limits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      limits.push(patience.limitMs);
      patience.timedOut(patience.limitMs);
    }
    expect(limits).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 96_000, 96_000]);
  });

  it('grows once where several commands were given up together', () => {
    const patience = new Patience(() => 0);
    const { limitMs } = patience;
    patience.timedOut(limitMs);
    patience.timedOut(limitMs);
    expect(patience.limitMs).toBe(6_000);
  });

  it('lasts as long as it is needed, whatever is answered at once beside it, and a minute', () => {
    let now = 0;
    const patience = new Patience(() => now);
    patience.timedOut(patience.limitMs);
    now += 50_000;
    patience.answered(5_000);
    patience.answered(1);
    now += 59_999;
    expect(patience.limitMs).toBe(6_000);
    now += 1;
    expect(patience.limitMs).toBe(3_000);
  });
});
