import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readAppConfig } from '../../src/app-config.js';
import { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { composeFile, DEPLOY, environmentOf, imageEnvironment, ROOT } from './compose.js';

jest.setTimeout(400_000);

/** The user of the app, where these tests may choose one. */
const NOBODY = 65_534;

/** The steps of the Dockerfile, one to a line, comments left out. */
const STEPS = readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

let folder: string;
let image: string;
let app: ChildProcess | undefined;
let environment: Record<string, string>;

/** The machine that this runs on has no Docker engine: the steps of the Dockerfile are carried out in folders instead of images. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  chmodSync(folder, 0o755);
  const stages: string[] = [];
  for (const step of STEPS) {
    const [word = '', ...args] = step.split(' ');
    const at = stages.at(-1) as string;
    if (word === 'FROM') {
      stages.push(join(folder, `stage-${stages.length}`));
      mkdirSync(stages.at(-1) as string);
    }
    // Its only other command makes the volume.
    if (word === 'RUN' && stages.length === 1) execFileSync('sh', ['-c', args.join(' ')], { cwd: at });
    if (word === 'COPY') copy(args, stages);
  }
  image = stages.at(-1) as string;
});

afterAll(() => {
  app?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Copies as COPY does: several files into a folder, a folder's content into a folder. */
function copy(args: readonly string[], stages: readonly string[]): void {
  const isFromBuild = args[0] === '--from=build';
  const paths = args.slice(isFromBuild ? 1 : 0);
  const target = join(stages.at(-1) as string, paths.at(-1) as string);
  for (const source of paths.slice(0, -1)) {
    const from = isFromBuild ? join(stages[0] as string, source.replace(/^\/app/, '')) : join(ROOT, source);
    const isInto = (paths.at(-1) as string).endsWith('/');
    const to = isInto ? join(target, source.split('/').at(-1) as string) : target;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true });
  }
}

/** The words of an instruction whose arguments are a JSON array. */
function command(instruction: string): string[] {
  const line = STEPS.find((each) => each.startsWith(instruction)) as string;
  return JSON.parse(line.slice(line.indexOf('['))) as string[];
}

function isHealthy(): boolean {
  const [file, ...args] = command('HEALTHCHECK') as [string, ...string[]];
  return spawnSync(file, args, { cwd: image, env: environment }).status === 0;
}

/** Starts what the image starts, as another user, and waits until it serves. @returns where. */
async function startApp(): Promise<string> {
  const [file, ...args] = command('CMD') as [string, ...string[]];
  app = spawn(file, args, {
    cwd: image,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  });
  await until(() => isHealthy() || app?.exitCode !== null);
  expect(app.exitCode).toBeNull();
  const url = `http://127.0.0.1:${environment['PORT']}`;
  await until(async () => (await fetch(`${url}/health/ready`)).ok);
  return url;
}

/** Ends it as `docker stop` does. @returns its exit code. */
function endApp(): Promise<unknown> {
  const gone = new Promise((resolve) => app?.once('exit', resolve));
  app?.kill('SIGTERM');
  return gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await until(() => server.listening);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('what the Dockerfile makes', () => {
  it('has what the app needs and no tools', () => {
    expect(readdirSync(image).toSorted()).toEqual(['deploy', 'dist', 'node_modules', 'package.json']);
    const packages = readdirSync(join(image, 'node_modules'));
    expect(packages).toEqual(expect.arrayContaining(['@nestjs', 'ioredis', 'lmdb']));
    for (const tool of ['jest', 'typescript', 'prettier', 'ccxt']) expect(packages).not.toContain(tool);
  });

  it('starts as another user, is healthy, keeps its state in /data, and ends with 0', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(data, NOBODY, NOBODY);
    // Without keys only this machine may reach it, and a folder stands in for the volume.
    environment = {
      PATH: process.env['PATH'] as string,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      STORE_URL: `file:${data}`,
      LOG_LEVEL: 'error',
    };
    const url = await startApp();
    expect((await fetch(`${url}/`)).headers.get('content-type')).toContain('text/html');
    expect(await endApp()).toBe(0);
    expect(readdirSync(data).length).toBeGreaterThan(0);
    expect(isHealthy()).toBe(false);
  });

  it('serves with the Redis and the variables of compose.redis.yaml, to those who have the key', async () => {
    const { services } = composeFile('compose.redis.yaml');
    const [program, ...options] = String(services['redis']?.command).split(' ');
    expect(program).toBe('redis-server');
    const redis = await RedisServer.start(...options);
    try {
      const variables = environmentOf(services['app']!, { API_KEYS: 'secret=default/default' });
      environment = {
        PATH: process.env['PATH'] as string,
        ...imageEnvironment(),
        ...variables,
        // The names and ports of containers are this machine's.
        STORE_URL: variables['STORE_URL']!.replace('redis:6379', `127.0.0.1:${redis.port}`),
        PORT: String(await freePort()),
        LOG_LEVEL: 'error',
      };
      const url = await startApp();
      expect((await fetch(`${url}/v1/summary`)).status).toBe(401);
      const headers = { authorization: 'Bearer secret' };
      const summary = await (await fetch(`${url}/v1/summary`, { headers })).json();
      expect(summary).toMatchObject({ scopes: [{ strategyId: 'default', state: 'serving', store: 'up' }] });
      expect(await endApp()).toBe(0);
    } finally {
      await redis.stop();
    }
  });
});

describe('the unit', () => {
  const unit = readFileSync(join(DEPLOY, 'trading-cache.service'), 'utf8');

  it('sets only variables that the app reads, and lets it finish its last flush', () => {
    const set = Array.from(unit.matchAll(/^Environment=([A-Z_]+)=(.+)$/gm), ([, name, value]) => [
      name,
      value,
    ]);
    expect(set.length).toBeGreaterThan(0);
    const { closeTimeout } = readAppConfig(Object.fromEntries(set)).cache;
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(closeTimeout);
    const known = readFileSync(join(ROOT, 'src/app-config.ts'), 'utf8');
    for (const [name] of set) expect(known).toContain(`'${name}'`);
  });

  it('is one that systemd takes, where there is systemd', () => {
    const copy = join(folder, 'trading-cache.service');
    // That the programs are there is checked too.
    writeFileSync(copy, unit.replace('/usr/bin/node', process.execPath));
    const checked = spawnSync('systemd-analyze', ['verify', '--man=no', copy], { encoding: 'utf8' });
    if (checked.error !== undefined)
      return void process.stderr.write('The unit is not checked: there is no systemd-analyze.\n');
    const { status, stderr } = checked;
    expect({ status, said: stderr }).toEqual({ status: 0, said: '' });
  });
});
