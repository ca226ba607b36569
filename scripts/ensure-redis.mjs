// A redis-server for the tests: the one on PATH, or one that is unpacked into .cache without root.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

const PACKAGES = ['redis-tools', 'libjemalloc2', 'liblzf1'];

/**
 * Finds or unpacks a redis-server.
 *
 * @returns the variables by which the tests find it: REDIS_SERVER, and REDIS_LIBRARIES where it brought its own.
 */
export function ensureRedis(root) {
  if (process.env.REDIS_SERVER) return { REDIS_SERVER: process.env.REDIS_SERVER };
  if (runs('redis-server', ['--version'])) return { REDIS_SERVER: 'redis-server' };
  return withLock(root, () => unpacked(join(root, '.cache', 'redis')));
}

function unpacked(folder) {
  const server = join(folder, 'usr', 'bin', 'redis-server');
  if (!existsSync(server)) unpack(folder, server);
  const libraries = join(folder, 'usr', 'lib');
  const paths = [libraries, ...readdirSync(libraries).map((name) => join(libraries, name))];
  const REDIS_LIBRARIES = paths.join(':');
  const env = { ...process.env, LD_LIBRARY_PATH: REDIS_LIBRARIES };
  if (!runs(server, ['--version'], { env })) giveUp('what was unpacked does not run');
  return { REDIS_SERVER: server, REDIS_LIBRARIES };
}

function unpack(folder, server) {
  console.error('Unpacking a redis-server into .cache ...');
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['lists/partial', 'archives/partial'])
    mkdirSync(join(folder, part), { recursive: true });
  const options = [
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  const apt = (...args) => runs('apt-get', [...options, ...args], { cwd: folder });
  if (!apt('update') || !apt('download', ...PACKAGES)) giveUp('apt-get could not download it');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    if (!runs('dpkg-deb', ['-x', file, '.'], { cwd: folder })) giveUp(`${file} could not be unpacked`);
  }
  // Debian ships one program under several names; the server's comes with another package.
  symlinkSync('redis-check-rdb', server);
}

function runs(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0;
}

function giveUp(why) {
  console.error(
    `The tests need a redis-server of version 7 or later, and ${why}. ` +
      'Install one so that it is on PATH, or name one in REDIS_SERVER.',
  );
  process.exit(1);
}
