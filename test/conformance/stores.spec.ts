import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { StateStoreHarness } from '../../src/testing/conformance/conformance-case.js';
import { stateStoreConformance } from '../../src/testing/conformance/state-store.conformance.js';

/** Stores in a folder of their own for each case. */
function inFolders(): StateStoreHarness {
  let folder = '';
  return {
    open: (now) => {
      folder = mkdtempSync(join(tmpdir(), 'stores-'));
      return new LmdbStateStore(folder, now);
    },
    openAgain: (now) => new LmdbStateStore(folder, now),
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
}

describe.each<[string, StateStoreHarness]>([
  ['MemoryStateStore', { open: (now) => new MemoryStateStore(now) }],
  ['LmdbStateStore', inFolders()],
])('%s', (_, harness) => {
  it.each(stateStoreConformance(harness))('$name', ({ run }) => expect(run()).resolves.toBeUndefined());
});
