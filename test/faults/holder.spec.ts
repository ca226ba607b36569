import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { socketName } from '../../src/stores/lmdb/holder-socket.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { Compiled } from './compiled.js';
import { SCOPE, thisProcess } from './numbered-state.js';
import { StoreProcess } from './store-process.js';

const RACERS = 6;

let compiled: Compiled;
let folder: string;
let children: StoreProcess[];

beforeAll(async () => {
  compiled = await Compiled.make();
});

afterAll(() => compiled.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holder-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(count: number, place = folder): Promise<StoreProcess[]> {
  const started = Array.from({ length: count }, () => StoreProcess.node(compiled.child('racer'), place));
  children.push(...started);
  await Promise.all(started.map((child) => child.line(1)));
  return started;
}

/** A process that has the folder. */
async function startHolder(place = folder): Promise<StoreProcess> {
  const [child] = (await start(1, place)) as [StoreProcess];
  child.go();
  expect(await child.line(2)).toBe('holds');
  return child;
}

/** Lets all try at once to get the folder. @returns who got it, and whom those name that did not. */
async function race(racers: readonly StoreProcess[]) {
  const answers = racers.map((child) => child.line(child.lines.length + 1));
  for (const child of racers) child.go();
  const said = await Promise.all(answers);
  const winners = racers.filter((_, index) => said[index] === 'holds');
  return { winners, refusals: said.filter((line) => line !== 'holds') };
}

describe('the holder of a folder', () => {
  it.each([
    ['', []],
    [' whose path is too long for a socket', ['long'.repeat(30)]],
    [' with a dot in its name', ['state.v1']],
  ])('keeps others out of a folder%s while it lives, and no longer', async (_, below) => {
    const place = join(folder, ...below);
    const holder = await startHolder(place);
    const store = new LmdbStateStore(place);
    await expect(store.acquire(SCOPE, thisProcess())).rejects.toMatchObject({
      code: 'SCOPE_HELD',
      holder: { pid: holder.pid },
    });
    await holder.kill();
    const scope = await store.acquire(SCOPE, thisProcess());
    expect((await scope.commit({ epoch: scope.epoch, sequence: 1, operations: [] })).outcome).toBe('OK');
    await store.close();
  });

  it('is alive also while it is stopped', async () => {
    const holder = await startHolder();
    holder.signal('SIGSTOP');
    const store = new LmdbStateStore(folder);
    await expect(store.acquire(SCOPE, thisProcess())).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    await store.close();
  });

  it('is the only one of six that start at once, and again when it was killed', async () => {
    const racers = await start(RACERS);
    while (racers.length > 1) {
      const { winners, refusals } = await race(racers);
      expect(winners).toHaveLength(1);
      const [winner] = winners as [StoreProcess];
      const refusal = `refused by ${winner.pid}: The folder ${folder} is held by process ${winner.pid} on host here`;
      expect(refusals).toEqual(racers.slice(1).map(() => expect.stringContaining(refusal)));
      racers.splice(racers.indexOf(winner), 1);
      await winner.kill();
    }
  });

  it('leaves no socket behind when it closes, nor that of one that was killed', async () => {
    await (await startHolder()).kill();
    const store = new LmdbStateStore(folder);
    await store.acquire(SCOPE, thisProcess());
    await store.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('is found also where the folder was moved to while it has it', async () => {
    const place = join(folder, 'here');
    const holder = await startHolder(place);
    renameSync(place, join(folder, 'there'));
    const store = new LmdbStateStore(join(folder, 'there'));
    await expect(store.acquire(SCOPE, thisProcess())).rejects.toMatchObject({ holder: { pid: holder.pid } });
    await store.close();
  });

  it('keeps out another store of its own process, under its own name too', async () => {
    const self = thisProcess();
    const store = new LmdbStateStore(folder);
    const scope = await store.acquire(SCOPE, self);
    const second = new LmdbStateStore(folder);
    await expect(second.acquire(SCOPE, self)).rejects.toMatchObject({ code: 'SCOPE_HELD', holder: self });
    await second.close();
    expect((await scope.commit({ epoch: scope.epoch, sequence: 1, operations: [] })).outcome).toBe('OK');
    await store.close();
  });

  it('whose socket cannot be made does not get the folder, and is told why', async () => {
    const self = thisProcess();
    const socket = join(folder, socketName(folder, self.nonce));
    mkdirSync(socket);
    const store = new LmdbStateStore(folder);
    const attempt = store.acquire(SCOPE, self);
    await expect(attempt).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(attempt).rejects.toThrow(socket);
    rmdirSync(socket);
    await store.acquire(SCOPE, self);
    await store.close();
  });

  it('that closes while it acquires leaves the folder free', async () => {
    const store = new LmdbStateStore(folder);
    const attempt = store.acquire(SCOPE, thisProcess()).then(
      () => 'acquired',
      (error: { code: string }) => error.code,
    );
    await store.close();
    expect(['acquired', 'STORE_UNAVAILABLE']).toContain(await attempt);
    const next = new LmdbStateStore(folder);
    await next.acquire(SCOPE, thisProcess());
    await next.close();
  });
});
