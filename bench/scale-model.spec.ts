import { describe, expect, it } from '@jest/globals';
import { costAt, firstLimit, fitted, updatesACommit } from './scale-model.js';

describe('what an update takes', () => {
  const cost = fitted({ aCommit: 1, anUpdate: 110 }, { aCommit: 100, anUpdate: 11 });

  it('is so much for itself, and its part of a commit', () => {
    expect(cost).toEqual({ update: 10, commit: 100 });
    expect(costAt(cost, 1)).toBe(110);
    expect(costAt(cost, 10)).toBe(20);
    expect(costAt(cost, 100)).toBe(11);
  });

  it.each([
    [1_000, 1],
    [1e6 / 110, 1],
    [50_000, 10],
    [90_000, 90],
    [100_000, Infinity],
  ])('%d updates a second come in commits of %d', (perSecond, aCommit) => {
    expect(updatesACommit(cost, perSecond)).toBeCloseTo(aCommit);
  });
});

describe('what is reached first', () => {
  const cost = { main: 40, writer: 50, servers: 10 };
  const even = { largestOfWriters: 1, largestOfMasters: 1 / 3, cores: 100 };

  it.each([
    ['a writer', even, 25_000],
    ['a writer', { ...even, largestOfWriters: 0.25 }, 100_000],
    ['a master', { ...even, largestOfWriters: 0.05 }, 300_000],
    ['a master', { ...even, largestOfWriters: 0.05, largestOfMasters: 1 }, 100_000],
    ['the cores of this machine', { ...even, largestOfWriters: 0.25, cores: 3 }, 50_000],
  ] as const)('%s: %j', (what, layout, perSecond) => {
    const limit = firstLimit(cost, layout);
    expect(limit.what).toBe(what);
    expect(limit.perSecond).toBeCloseTo(perSecond);
  });
});
