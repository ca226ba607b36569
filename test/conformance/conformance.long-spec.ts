import { describe, expect, it } from '@jest/globals';
import { stateStoreConformance } from '../../src/testing/conformance/state-store.conformance.js';
import { BROKEN_BATCHES, judges, verdict } from './broken-batches.js';
import { BROKEN_FILLS } from './broken-fills.js';
import { BROKEN_HISTORY } from './broken-history.js';
import { BROKEN_HOLDS } from './broken-holds.js';
import { BROKEN_RECORDS } from './broken-records.js';
import { BROKEN_SUMS, counts } from './broken-sums.js';
import { sharedMemory } from './shared-memory.js';
import type { Fault } from './shared-memory.js';

const BROKEN = Object.entries({
  ...BROKEN_RECORDS,
  ...BROKEN_HISTORY,
  ...BROKEN_FILLS,
  ...BROKEN_SUMS,
  ...BROKEN_BATCHES,
  ...BROKEN_HOLDS,
});

/** The cases that a store with a fault fails. */
async function failures(fault?: () => Fault): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of stateStoreConformance(sharedMemory(fault))) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

const failedByAny = new Set<string>();

describe('stateStoreConformance', () => {
  it('passes the store that the broken ones are made from', async () => {
    expect(await failures()).toEqual([]);
    expect(await failures(judges(verdict))).toEqual([]);
    expect(await failures(counts())).toEqual([]);
  });

  it.each(BROKEN)('fails a store that %s', async (_, fault) => {
    const failed = await failures(fault);
    for (const name of failed) failedByAny.add(name);
    expect(failed).not.toEqual([]);
  });

  it('has no case that none of them fails', () => {
    const names = stateStoreConformance(sharedMemory()).map(({ name }) => name);
    expect(names.filter((name) => !failedByAny.has(name))).toEqual([]);
  });

  it('leaves out the cases that open data again for a store that cannot', () => {
    const all = sharedMemory();
    const once = stateStoreConformance({ open: (now) => all.open(now) });
    expect(once.length).toBeLessThan(stateStoreConformance(all).length);
  });
});
