import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import ts from 'typescript';
import { HttpApp } from '../support/http-app.js';

jest.setTimeout(120_000);

const run = promisify(execFile);
const TEMPLATE = fileURLToPath(new URL('generated-client/client.ts.template', import.meta.url));
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const GENERATOR = join(
  dirname(createRequire(import.meta.url).resolve('openapi-typescript/package.json')),
  'bin/cli.js',
);
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  skipLibCheck: true,
};

let folder: string;
let app: HttpApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'generated-client-'));
  symlinkSync(MODULES, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  cpSync(TEMPLATE, join(folder, 'client.ts'));
  app = await HttpApp.start({
    SCOPES: 'grid/alice,vault/mallory',
    API_KEYS: 'client-key=grid/alice',
    DURABILITY: 'continuous',
  });
  await run(process.execPath, [GENERATOR, `${app.url}/docs/openapi.json`, '-o', join(folder, 'api.ts')]);
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the compiler says of the client, which it writes as JavaScript beside it. */
function compile(): readonly string[] {
  const program = ts.createProgram([join(folder, 'client.ts')], OPTIONS);
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    return `${file?.fileName.replace(folder, '')}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('a client on types that are generated from the document', () => {
  it('compiles, and is kept from what is wrong', () => {
    expect(compile()).toEqual([]);
  });

  it('is told what the types say', async () => {
    const environment = { ...process.env, APP_URL: app.url, APP_KEY: 'client-key' };
    const { stdout } = await run(process.execPath, [join(folder, 'client.js')], { env: environment });
    expect(JSON.parse(stdout)).toEqual({
      live: 'ok',
      state: 'serving',
      survives: 'nothing',
      outcomes: ['applied'],
      price: '100',
      code: 'NOT_FOUND',
      faults: expect.arrayContaining([expect.any(String)]),
      open: 1,
      cursor: null,
      chain: 1,
      free: '900',
      markPrice: '105',
      entry: '100',
      trend: { trend: 'up' },
      parameter: 3,
      positions: ['1'],
      unrealized: '5',
      why: ['FUNDING -0.01', 'BUY 1 @ 100'],
      liquidity: null,
      csv: 3,
      buckets: expect.any(Array),
      diff: ['quantity'],
      rows: ['ignored'],
      ok: true,
      survivesSync: 'nothing',
      scopes: ['grid'],
      summary: ['grid'],
      foreign: 'NOT_FOUND',
      unknown: 'UNAUTHORIZED',
      told: true,
    });
  });

  it('has no types that say nothing, but where any JSON is meant', () => {
    const types = readFileSync(join(folder, 'api.ts'), 'utf8');
    const loose = types
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\b(?:unknown|any|Record<string, never>)(?:\[\])?;$/.test(line))
      // Headers of an answer that nobody described, and what the generator writes where there is nothing.
      .filter((line) => !/^(?:\[name: string\]: unknown|export type (?:webhooks|\$defs) = )/.test(line));
    expect([...new Set(loose)].toSorted()).toEqual(['"application/json": unknown;', 'results?: unknown[];']);
  });
});
