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
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { registryReadme } from '../../scripts/pack-readme.mjs';
import { TradingCacheOptions } from '../../src/cache/cache.options.js';
import { samplesOf } from '../docs/compile-samples.js';
import { pageAt } from '../docs/pages.js';

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
  async function use({ CacheManager, CacheService, TradingCacheModule }, { NestFactory }, { ScheduleModule }) {
    class AppModule {}
    const imports = [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store: 'memory:' })];
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

/** Something of each subpath that needs no further package. */
const FACES = `
  import { TradingCacheModule } from 'nestjs-trading-cache';
  import type { OrderUpdate, TradingCacheOptions } from 'nestjs-trading-cache';
  import { LIVE_TYPES, MemoryStateStore } from 'nestjs-trading-cache/store';
  import type { Batch, ScopeStore, StateStore } from 'nestjs-trading-cache/store';
  import { SimulatedExchange, stateStoreConformance } from 'nestjs-trading-cache/testing';

  export const store: StateStore = new MemoryStateStore();
  export const types: number = LIVE_TYPES.length + new SimulatedExchange(1).run(1).length;
  export const module = TradingCacheModule.forRoot({ store, fillRetention: null });
  export const commit = (scope: ScopeStore, batch: Batch) => scope.commit(batch);
  export const cases = stateStoreConformance;
  export type Both = OrderUpdate | TradingCacheOptions;
  // @ts-expect-error what a store is made of is not at the root
  export type Missing = import('nestjs-trading-cache').Batch;
`;

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
}

const { files: FILES } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
};

let host: string;
let shipped: readonly string[];

function node(...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: host, encoding: 'utf8' });
}

/** What the package's command ends with, and what it says. */
function command(...args: readonly string[]): [status: number | null, out: string, errors: string] {
  const main = join(host, 'node_modules', 'nestjs-trading-cache', 'dist', 'cli', 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: host,
    encoding: 'utf8',
  });
  return [status, stdout, stderr];
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

/** Writes the samples of a page that are whole files, but for tests, into a folder of the host. @returns their names there. */
function writeSamples(page: string): string[] {
  return samplesOf(pageAt(page))
    .filter(({ isWhole, file }) => isWhole && !file.endsWith('.spec.ts'))
    .map(({ project, file, code }) => {
      const name = join('samples', basename(project), relative(project, file));
      mkdirSync(join(host, dirname(name)), { recursive: true });
      writeFileSync(join(host, name), code);
      return name;
    });
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
      'dist/store.js',
      'dist/cli/main.js',
      'dist/testing/index.js',
    ]) {
      expect(shipped).toContain(file);
    }
    expect(shipped.filter((file) => /\.spec\.|^src\/|^test\/|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('has the sources of all its code in the maps, and no path of the machine that built it', () => {
    const home = join(host, 'node_modules', 'nestjs-trading-cache');
    // The page of the monitor is its own source.
    const code = shipped.filter((file) => file.endsWith('.js') && !file.startsWith('dist/monitor/public/'));
    expect(code.length).toBeGreaterThan(100);
    for (const file of code) {
      const text = readFileSync(join(home, `${file}.map`), 'utf8');
      const { sources, sourcesContent } = JSON.parse(text) as SourceMap;
      expect([file, sources.length, sourcesContent?.length]).toEqual([file, 1, 1]);
      expect(sourcesContent?.[0]).toMatch(/\S/);
      expect(text).not.toContain(ROOT);
    }
  });

  it('has a README without links to files, which lead nowhere on the page of a registry', () => {
    const readme = registryReadme(readFileSync(join(ROOT, 'README.md'), 'utf8'), FILES);
    const links = [...readme.matchAll(/\]\((?<target>[^)]*)\)/g)].map(({ groups }) => groups?.['target']);
    expect(links.filter((target) => !/^(?:https:|#)/.test(target ?? ''))).toEqual([]);
  });

  it.each([
    ['[docs/a.md](docs/a.md#b)', '`docs/a.md` in the package'],
    ['[the house](docs/a.md)', 'the house (`docs/a.md` in the package)'],
    ['[`examples/a`](examples/a)', '`examples/a` in the repository'],
    ['[a](https://b.example/c) [d](#e)', '[a](https://b.example/c) [d](#e)'],
  ])('names the files that the README links to: %s', (link, name) => {
    expect(registryReadme(link, FILES)).toBe(name);
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

  it('is one copy in a process, whether it is imported or required', () => {
    const faces = ['', '/http', '/store', '/testing'].map((face) => `nestjs-trading-cache${face}`);
    writeFileSync(
      join(host, 'copies.mjs'),
      `import 'reflect-metadata';
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const face of ${JSON.stringify(faces)}) console.log((await import(face)) === require(face));
      const { StoreUnavailableError, CacheKey } = require('nestjs-trading-cache');
      const store = await import('nestjs-trading-cache/store');
      console.log(store.StoreUnavailableError === StoreUnavailableError, store.CacheKey === CacheKey);`,
    );
    expect(node('copies.mjs')).toBe('true\ntrue\ntrue\ntrue\ntrue true\n');
  });

  it('has every name of the origin where it was', () => {
    writeFileSync(
      join(host, 'origin.mjs'),
      `import 'reflect-metadata';
      import { CacheKey, CacheManager, CacheService } from 'nestjs-trading-cache';
      console.log([CacheKey, CacheManager, CacheService].map((each) => typeof each).join());`,
    );
    expect(node('origin.mjs')).toBe('object,function,function\n');
  });

  it('mounts HTTP in a host on Express, without the packages that only Fastify, health or documents need', () => {
    install('@nestjs/platform-express');
    writeFileSync(join(host, 'http.mjs'), HTTP_HOST);
    expect(node('http.mjs')).toBe('200 {"positions":[]}\n');
  });

  it('has a testing kit that runs without a scheduler, a test runner, or @nestjs/testing', () => {
    const text = `import 'reflect-metadata';
      import { NestFactory } from '@nestjs/core';
      import { CacheService } from 'nestjs-trading-cache';
      import { flushed, ScriptedExchange, TradingCacheTestingModule, VirtualClock } from 'nestjs-trading-cache/testing';
      class AppModule {}
      const module = { module: AppModule, imports: [TradingCacheTestingModule.forRoot()] };
      const app = await NestFactory.createApplicationContext(module, { logger: false });
      const exchange = new ScriptedExchange({ clock: app.get(VirtualClock) });
      exchange.connect(app.get(CacheService));
      exchange.fill(exchange.submit({ symbol: 'A', side: 'SELL', amount: '2', price: '5' }));
      await flushed(app);
      console.log(app.get(CacheService).position('A').signedAmount, exchange.position('A').signedAmount);
      await app.close();`;
    writeFileSync(join(host, 'kit.mjs'), text);
    expect(node('kit.mjs')).toBe('-2 -2\n');
  });

  it('says what to install where a URL is of a Redis, which needs a package that is not there', () => {
    const open = "openStateStore('redis://127.0.0.1', { leaseMs: 1_000, now: Date.now })";
    const text = `import { openStateStore } from 'nestjs-trading-cache/store';
      await ${open}.catch(({ code, message }) => console.log(code, message));`;
    writeFileSync(join(host, 'redis.mjs'), text);
    expect(node('redis.mjs')).toMatch(/^IOREDIS_MISSING .*npm install ioredis/);
  });

  it.each(['consumer.mts', 'consumer.cts'])('has types that a strict host compiles with: %s', (file) => {
    writeFileSync(join(host, file), CONSUMER);
    expect(compiled([file])).toBe('');
  });

  it.each([
    ['node10', 'commonjs', '--ignoreDeprecations 6.0'],
    ['node16', 'node16', ''],
    ['nodenext', 'nodenext', ''],
    ['bundler', 'esnext', ''],
  ])('has types that are found under moduleResolution %s', (moduleResolution, module, more) => {
    writeFileSync(join(host, 'faces.ts'), FACES);
    const settings = `--module ${module} --moduleResolution ${moduleResolution} ${more}`.trim().split(' ');
    // These packages of the host have types that node10 cannot find.
    const skipped = moduleResolution === 'node10' ? ['--skipLibCheck'] : [];
    expect(compiled(['faces.ts'], ...settings, ...skipped, '--exactOptionalPropertyTypes')).toBe('');
  });

  it('has a command that works where the package is installed, and says what it lacks', () => {
    expect(command('--version')).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), '']);
    expect(command('strat')).toEqual([2, '', expect.stringContaining('replay, inspect, import')]);
    // What PackagesMissingError says: the host has no Fastify.
    const [status, , errors] = command('start');
    expect([status, errors]).toEqual([
      1,
      expect.stringMatching(
        /needs @nestjs\/platform-fastify and @nestjs\/terminus\. .*npm install @nestjs\/common@12/,
      ),
    ]);
    const [code, report] = command('replay', join(ROOT, 'examples', 'streams', 'one-market.jsonl'));
    expect([code, report]).toEqual([0, expect.stringContaining('0 differences')]);
  });

  it.each(['README.md', 'docs/redis.md', 'docs/controllers-and-guards.md'])(
    'has samples in %s that compile as they stand',
    (page) => {
      if (page === 'docs/controllers-and-guards.md')
        install('@nestjs/platform-express', '@nestjs/swagger', '@nestjs/terminus');
      const files = writeSamples(page);
      expect(files).not.toEqual([]);
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
