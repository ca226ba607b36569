import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { Compiled } from './compiled.js';
import { readNumbered, SCOPE, thisProcess, wholeAfter } from './numbered-state.js';
import { StoreProcess } from './store-process.js';

let compiled: Compiled;
let folder: string;

beforeAll(async () => {
  compiled = await Compiled.make();
});

afterAll(() => compiled.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder that cannot be used', () => {
  it.each<[string, (place: string) => void]>([
    ['is a file', (place) => writeFileSync(place, '')],
    [
      'holds another file under the name of the data',
      (place) => {
        mkdirSync(place);
        writeFileSync(join(place, 'data.mdb'), 'not a database '.repeat(1_000));
      },
    ],
  ])('that %s is an unavailable store that names it, and works once it is mended', async (_, spoil) => {
    const place = join(folder, 'state');
    spoil(place);
    const store = new LmdbStateStore(place);
    const attempt = store.acquire(SCOPE, thisProcess());
    await expect(attempt).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(attempt).rejects.toThrow(place);
    rmSync(place, { recursive: true });
    const scope = await store.acquire(SCOPE, thisProcess());
    expect(scope.sequence).toBe(0);
    await store.close();
  });

  it('whose disk is full refuses a batch whole, keeps what it has, and goes on when there is room', async () => {
    // A limit on the size of files, in blocks of 512 bytes, is a disk that is full for one process.
    const limited = `ulimit -f 1200; exec "${process.execPath}" "${compiled.child('committer')}" "${folder}"`;
    const child = StoreProcess.command('sh', '-c', limited);
    await child.end();
    const refused = child.lines.length - 2;
    expect(refused).toBeGreaterThan(1);
    // The batch, the same again, and an empty one, for which there is room.
    const unavailable = `STORE_UNAVAILABLE ${refused}`;
    expect(child.lines.slice(-3)).toEqual([unavailable, unavailable, `OK ${refused}`]);
    expect(await readNumbered(folder)).toEqual({ sequence: refused, ...wholeAfter(refused - 1) });

    const next = StoreProcess.node(compiled.child('committer'), folder);
    await next.line(1);
    await next.kill();
    expect(next.lines[0]).toBe(`OK ${refused + 1}`);
  });

  it('and that another has is not kept open', async () => {
    if (process.platform !== 'linux') {
      process.stdout.write('Skipped: which files are open is only looked up on Linux.\n');
      return;
    }
    const store = new LmdbStateStore(folder);
    await store.acquire(SCOPE, thisProcess());
    const opened = openFilesIn(folder).length;
    expect(opened).toBeGreaterThan(0);
    const second = new LmdbStateStore(folder);
    await expect(second.acquire(SCOPE, thisProcess())).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    expect(openFilesIn(folder)).toHaveLength(opened);
    await store.close();
    expect(openFilesIn(folder)).toEqual([]);
  });

  it('because the store was closed is said to be that', async () => {
    const store = new LmdbStateStore(folder);
    const scope = await store.acquire(SCOPE, thisProcess());
    await store.close();
    const commit = scope.commit({ epoch: scope.epoch, sequence: 1, operations: [] });
    await expect(commit).rejects.toThrow('it was closed');
    await expect(scope.readHistory('k')).rejects.toThrow('it was closed');
    await expect(store.acquire(SCOPE, thisProcess())).rejects.toThrow('it was closed');
  });
});

/** What this process has open below a folder. */
function openFilesIn(folder: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((file) => {
    try {
      return readlinkSync(join('/proc/self/fd', file));
    } catch {
      // The one that the listing itself had open.
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder));
}
