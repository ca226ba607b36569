// One process at a time installs or builds. The lock is a folder that holds its owner's pid, put in place by a rename.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 200;

/** Runs `work` while no other process of this checkout does; waits for one that is alive, takes over from one that died. */
export function withLock(root, work) {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, 'install-and-build.lock');
  while (!take(cache, lock)) {
    if (ownerIsDead(lock)) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A rename onto a folder that is not empty fails, so that exactly one succeeds, with its pid inside. */
function take(cache, lock) {
  const mine = mkdtempSync(join(cache, 'lock-'));
  writeFileSync(join(mine, 'pid'), String(process.pid));
  try {
    renameSync(mine, lock);
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
}

function ownerIsDead(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
