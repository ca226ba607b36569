import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

// The first start may have to build.
jest.setTimeout(180_000);

let folder: string;
let app: AppProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});

afterEach(async () => {
  await app.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the app, and waits for the line that says what runs. @returns its lines. */
async function started(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  app = AppProcess.spawn({ STORE_URL: `file:${folder}`, SCOPES: 'grid/alice,maker/bob', ...environment });
  await app.ready();
  while (!app.output.includes('nestjs-trading-cache ')) await new Promise((resolve) => setImmediate(resolve));
  return app.output
    .trim()
    .split('\n')
    .filter((line) => line !== 'Building ...');
}

it('says in at most ten lines what runs, one of them all of it', async () => {
  const lines = await started({});
  expect(lines.length).toBeLessThanOrEqual(10);
  const summary = lines.find((line) => line.includes('nestjs-trading-cache '));
  expect(summary).toMatch(/nestjs-trading-cache \d+\.\d+\.\d+ on file:\S+ serves 2 of 2 scopes \(grid\/alice, maker\/bob\): 0 open orders, 0 open positions; http:\/\/127\.0\.0\.1:\d+$/); // prettier-ignore
});

it('writes each line as JSON where it is asked to', async () => {
  const lines = await started({ LOG_FORMAT: 'json' });
  const entries = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(entries.every(({ level, timestamp }) => level === 'log' && typeof timestamp === 'number')).toBe(
    true,
  );
  expect(entries).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/^Listening on http:/), context: 'App' })); // prettier-ignore
});

it('tells of the start of Nest under debug', async () => {
  const lines = await started({ LOG_LEVEL: 'debug' });
  expect(lines.filter((line) => line.includes('[RouterExplorer]')).length).toBeGreaterThan(10);
});
