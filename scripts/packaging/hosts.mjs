// The hosts that the package is tried in. Those of one major version of Nest share an install; each has files and settings of its own, as
// `nest new` makes them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is installed for each major version of Nest, beside the package. */
const PACKAGES = {
  11: [
    '@nestjs/common@~11.1.18',
    '@nestjs/core@~11.1.18',
    '@nestjs/platform-express@~11.1.18',
    '@nestjs/platform-fastify@~11.1.18',
    '@nestjs/testing@~11.1.18',
    '@nestjs/schedule@6',
    'typescript@~5.9',
  ],
  12: [
    '@nestjs/common@12',
    '@nestjs/core@12',
    '@nestjs/platform-express@12',
    '@nestjs/platform-fastify@12',
    '@nestjs/testing@12',
    '@nestjs/schedule@12',
    'typescript@~6.0',
  ],
};
const COMMON = [
  'class-validator',
  'reflect-metadata',
  'rxjs@7',
  'jest@30',
  'ts-jest@29',
  'vitest@4',
  '@types/node@20',
  '@types/jest@30',
  '@types/express@5',
];

const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

/** All hosts of a table: one for each combination. */
export function allHosts() {
  const hosts = [];
  for (const nest of ['11', '12'])
    for (const format of ['esm', 'cjs'])
      for (const runner of ['jest', 'vitest'])
        for (const server of ['express', 'fastify']) hosts.push({ nest, format, runner, server });
  return hosts;
}

/** Half of them, in which each combination of any three properties occurs. */
export function someHosts() {
  return allHosts().filter(({ nest, format, runner, server }) => {
    const bits = [nest === '12', format === 'cjs', runner === 'vitest', server === 'fastify'];
    return bits.filter(Boolean).length % 2 === 0;
  });
}

export function nameOf({ nest, format, runner, server }) {
  return `nest-${nest}/${format}-${runner}-${server}`;
}

/** Installs the tarball and what a host of that version of Nest has. */
export function install(folder, nest, tarball) {
  const home = join(folder, `nest-${nest}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: `nest-${nest}`, private: true }));
  execFileSync('npm', [...NPM_INSTALL, tarball, ...PACKAGES[nest], ...COMMON], {
    cwd: home,
    stdio: ['ignore', 2, 2],
  });
}

/** Makes a host: the files of the README, those of the templates, and its settings. @returns its folder. */
export function makeHost(root, folder, host) {
  const home = join(folder, nameOf(host));
  const src = join(home, 'src');
  mkdirSync(src, { recursive: true });
  for (const [name, text] of readmeFiles(join(root, 'README.md'))) writeFileSync(join(home, name), text);
  const templates = join(root, 'test', 'packaging', 'hosts', 'src');
  for (const name of readdirSync(templates)) {
    cpSync(join(templates, name), join(src, name.replace(/\.template$/, '')));
  }
  renameSync(join(src, `server.${host.server}.ts`), join(src, 'server.ts'));
  rmSync(join(src, `server.${host.server === 'express' ? 'fastify' : 'express'}.ts`));
  if (host.format === 'cjs') withoutExtensions(src);
  for (const [name, settings] of Object.entries(settingsOf(host))) {
    writeFileSync(join(home, name), typeof settings === 'string' ? settings : JSON.stringify(settings));
  }
  return home;
}

/** The samples of the README that are files: those whose first line says which, else its first module. */
export function readmeFiles(path) {
  const samples = [...readFileSync(path, 'utf8').matchAll(/^```ts\n(?<code>[^]*?)^```$/gm)].map(
    ({ groups }) => groups.code,
  );
  const named = samples
    .map((code) => [/^\/\/ (?<name>src\/\S+\.ts)$/m.exec(code.split('\n', 1)[0])?.groups.name, code])
    .filter(([name]) => name !== undefined);
  if (named.length > 0) return named;
  return [['src/app.module.ts', samples.find((code) => code.includes('@Module('))]];
}

/** As a project in CommonJS writes it: imports of its own files have no extension. */
function withoutExtensions(src) {
  for (const name of readdirSync(src)) {
    const path = join(src, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from '\.[^']*)\.js'/g, "$1'"));
  }
}

function settingsOf({ nest, format, runner }) {
  const isEsm = format === 'esm';
  return {
    'package.json': { name: 'host', private: true, type: isEsm ? 'module' : 'commonjs' },
    'tsconfig.json': {
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        isolatedModules: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        esModuleInterop: true,
        // Not everything that is installed compiles with all of these; what the package ships does: see package.long-spec.ts.
        skipLibCheck: true,
        rootDir: 'src',
        outDir: 'dist',
        types: ['node', runner === 'jest' ? 'jest' : 'vitest/globals'],
      },
      include: ['src'],
    },
    ...(runner === 'jest'
      ? { 'jest.config.json': isEsm ? JEST_ESM : { ...JEST_CJS, ...(nest === '11' && LINE_FOR_NEST_11) } }
      : { 'vitest.config.mjs': VITEST }),
  };
}

/** What `nest new` writes. */
const JEST_CJS = {
  moduleFileExtensions: ['js', 'json', 'ts'],
  rootDir: 'src',
  testRegex: String.raw`.*\.spec\.ts$`,
  transform: { '^.+\\.(t|j)s$': 'ts-jest' },
  testEnvironment: 'node',
};

/** The line of the README: Jest then turns the package into CommonJS, as Nest 11 is. Nest 12 is not: Jest must load ESM. */
const LINE_FOR_NEST_11 = { transformIgnorePatterns: ['/node_modules/(?!.*nestjs-trading-cache/dist)'] };

/** As the page of ts-jest on ESM has it. */
const JEST_ESM = {
  rootDir: 'src',
  testRegex: String.raw`.*\.spec\.ts$`,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true }] },
  testEnvironment: 'node',
};

const VITEST = `import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { globals: true, include: ['src/**/*.spec.ts'] } });
`;
