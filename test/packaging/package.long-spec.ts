import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TradingCacheOptions } from '../../src/cache/cache.options.js';

// Packing builds first where that is needed.
jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What a host of the library has. Not among it: Fastify, terminus, ioredis, lmdb. */
const HOST_PACKAGES = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/schedule',
  'class-validator',
  'reflect-metadata',
  'rxjs',
];

const USE = `
  async function use({ CacheManager, CacheService, MemoryStateStore, TradingCacheModule }, { NestFactory }, { ScheduleModule }) {
    class AppModule {}
    const imports = [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store: new MemoryStateStore() })];
    const app = await NestFactory.createApplicationContext({ module: AppModule, imports }, { logger: false });
    const update = { exchange: 'x', symbol: 'A', id: '1', side: 'BUY', status: 'FILLED', amount: '1', filled: '1', average: '5' };
    const cache = app.get(CacheService);
    cache.applyUpdate(update);
    console.log(cache.position('A').signedAmount, app.get(CacheManager).list().length);
    await app.close();
  }
`;
const HTTP_HOST = `
  import 'reflect-metadata';
  import { NestFactory } from '@nestjs/core';
  import { ScheduleModule } from '@nestjs/schedule';
  import { TradingCacheModule } from 'nestjs-trading-cache';
  import { TradingCacheHttpModule } from 'nestjs-trading-cache/http';

  class AppModule {}
  const imports = [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store: 'memory:' }), TradingCacheHttpModule.forRoot({})];
  const app = await NestFactory.create({ module: AppModule, imports }, { logger: false });
  await app.listen(0, '127.0.0.1');
  const answer = await fetch((await app.getUrl()) + '/trading-cache/v1/scopes/default/default/positions');
  console.log(answer.status, await answer.text());
  await app.close();
`;
const CONSUMER = `
  import { Injectable } from '@nestjs/common';
  import { CacheService, InjectCache, TradingCacheModule } from 'nestjs-trading-cache';
  import type { Order, OrderUpdate, Position, ScopeStatus } from 'nestjs-trading-cache';
  import { TradingCacheHealthIndicator, TradingCacheHttpModule, TradingCacheProblemFilter } from 'nestjs-trading-cache/http';
  import { SimulatedExchange } from 'nestjs-trading-cache/testing';

  @Injectable()
  export class Desk {
    constructor(@InjectCache('hedge') readonly cache: CacheService) {}
    open(): readonly Order[] { return this.cache.ordersOpen({ symbol: 'A' }); }
    held(update: OrderUpdate): Position | null { this.cache.applyUpdate(update); return this.cache.position(update.symbol); }
    status(): ScopeStatus { return this.cache.status(); }
  }
  export const module = TradingCacheModule.forRoot({ store: 'memory:', scopes: [{ name: 'hedge', strategyId: 'a', userId: 'b' }] });
  export const http = TradingCacheHttpModule.forRoot({ path: undefined, scopes: ['hedge'] });
  export const providers = [TradingCacheHealthIndicator, TradingCacheProblemFilter];
  export const messages = new SimulatedExchange(1).run(1);
  // @ts-expect-error what the services do for each other, with records that could be changed, is not for hosts
  export const entry = (cache: CacheService) => cache.orderService.entryOfTrade({ exchange: 'x', symbol: 'A', orderId: '1' });
  // @ts-expect-error an option that there is not
  TradingCacheModule.forRoot({ stores: 'memory:' });
  // @ts-expect-error a number where a decimal string is needed
  export const wrong: OrderUpdate = { exchange: 'x', symbol: 'A', id: '1', side: 'BUY', status: 'FILLED', amount: 1, filled: '1' };
`;

let host: string;
let shipped: readonly string[];

function node(...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: host, encoding: 'utf8' });
}

/** Gives the host packages that it does not have yet. */
function install(...names: readonly string[]): void {
  for (const name of names) {
    const place = join(host, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) symlinkSync(join(ROOT, 'node_modules', name), place);
  }
}

/** What the compiler says of files of the host. */
function compiled(files: readonly string[], ...more: readonly string[]): string {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--experimentalDecorators', '--emitDecoratorMetadata', '--types', 'node']; // prettier-ignore
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...more, ...files], {
    cwd: host,
    encoding: 'utf8',
  });
  return stdout;
}

/** The samples of a page that are whole files: those that import what they use. */
function samplesOf(page: string): string[] {
  const blocks = [...page.matchAll(/^```ts\n(?<code>[^]*?)^```$/gm)];
  return blocks.map(({ groups }) => groups?.['code'] ?? '').filter((code) => /^import /m.test(code));
}

beforeAll(() => {
  host = mkdtempSync(join(tmpdir(), 'host-'));
  execFileSync(process.execPath, ['--input-type=module', '-e', "import('./scripts/ensure-built.mjs').then(({ ensureBuilt }) => ensureBuilt('.'))"], { cwd: ROOT, stdio: 'ignore' }); // prettier-ignore
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', host], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  shipped = files.map(({ path }) => path);
  const home = join(host, 'node_modules', 'nestjs-trading-cache');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', join(host, filename), '-C', home, '--strip-components=1']);
  install(...HOST_PACKAGES, '@types/node');
  writeFileSync(join(host, 'package.json'), '{"type": "module"}');
});

afterAll(() => {
  rmSync(host, { recursive: true, force: true });
});

describe('the packed package', () => {
  it('holds what users need and nothing else', () => {
    for (const file of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/http.js',
      'dist/redis.js',
      'dist/testing/index.js',
    ]) {
      expect(shipped).toContain(file);
    }
    expect(shipped.filter((file) => /\.spec\.|^src\/|^test\/|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('loads and runs in plain Node as ESM, without the packages that only the app or a store needs', () => {
    const imports = ['nestjs-trading-cache', '@nestjs/core', '@nestjs/schedule'].map(
      (name) => `await import('${name}')`,
    );
    writeFileSync(
      join(host, 'esm.mjs'),
      `import 'reflect-metadata';\n${USE}\nawait use(${imports.join(', ')});`,
    );
    expect(node('esm.mjs')).toBe('1 1\n');
  });

  it('loads and runs in plain Node as CommonJS', () => {
    const requires = ['nestjs-trading-cache', '@nestjs/core', '@nestjs/schedule'].map(
      (name) => `require('${name}')`,
    );
    writeFileSync(
      join(host, 'cjs.cjs'),
      `require('reflect-metadata');\n${USE}\nuse(${requires.join(', ')});`,
    );
    expect(node('cjs.cjs')).toBe('1 1\n');
  });

  it('mounts HTTP in a host on Express, without the packages that only Fastify, health or documents need', () => {
    install('@nestjs/platform-express');
    writeFileSync(join(host, 'http.mjs'), HTTP_HOST);
    expect(node('http.mjs')).toBe('200 {"positions":[]}\n');
  });

  it('says what to install where a URL is of a Redis, which needs a package that is not there', () => {
    const open = "openStateStore('redis://127.0.0.1', { leaseMs: 1_000, now: Date.now })";
    const text = `import { openStateStore } from 'nestjs-trading-cache';
      await ${open}.catch(({ code, message }) => console.log(code, message));`;
    writeFileSync(join(host, 'redis.mjs'), text);
    expect(node('redis.mjs')).toMatch(/^IOREDIS_MISSING .*npm install ioredis/);
  });

  it.each(['consumer.mts', 'consumer.cts'])('has types that a strict host compiles with: %s', (file) => {
    writeFileSync(join(host, file), CONSUMER);
    expect(compiled([file])).toBe('');
  });

  it.each(['README.md', 'docs/redis.md', 'docs/controllers-and-guards.md'])(
    'has samples in %s that compile as they stand',
    (page) => {
      if (page === 'docs/controllers-and-guards.md')
        install('@nestjs/platform-express', '@nestjs/swagger', '@nestjs/terminus');
      const samples = samplesOf(readFileSync(join(ROOT, page), 'utf8'));
      expect(samples).not.toEqual([]);
      const files = samples.map((sample, at) => {
        const file = `sample-${at}.mts`;
        writeFileSync(join(host, file), sample);
        return file;
      });
      // What the other pages import has types of packages which this host does not have.
      expect(compiled(files, ...(page === 'README.md' ? [] : ['--skipLibCheck']))).toBe('');
    },
  );

  it('runs the example host, which ends by itself when it has closed the app', () => {
    const example = join(host, 'example');
    cpSync(join(ROOT, 'examples', 'host'), example, { recursive: true });
    node(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(example, 'tsconfig.json'));
    expect(readdirSync(join(example, 'dist'))).toContain('main.js');
    expect(node(join(example, 'dist', 'main.js'))).toBe('BTCUSDT LONG 1\nBTCUSDT SHORT -2\n');
  });
});

it('the version has a section in the changelog', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`## ${version}`);
});

it('every option stands in the README with its default', () => {
  const rows = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
  for (const [name, preset] of Object.entries(new TradingCacheOptions())) {
    const row = rows.find((each) => each.startsWith('| `') && each.split('|')[1]?.includes(`\`${name}\``));
    expect([name, row]).toEqual([
      name,
      expect.stringContaining(typeof preset === 'string' ? `'${preset}'` : name),
    ]);
  }
});
