import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TradingCacheOptions } from '../../src/index.js';
import { AppModule } from '../../examples/first-bot/src/app.module.js';
import { until } from '../support/until.js';
import { blocksOf, ROOT } from './pages.js';

const FILE = /^\/\/ (?<file>src\/[\w.-]+\.ts)\n(?<code>[^]*)$/;
const FILES = blocksOf('README.md', 'ts').flatMap((block) => {
  const { file, code } = FILE.exec(block)?.groups ?? {};
  return file === undefined ? [] : [[file, code] as const];
});

describe("the files of the README's first bot", () => {
  it('are all there', () => {
    expect(FILES.map(([file]) => file)).toEqual([
      'src/app.module.ts',
      'src/main.ts',
      'src/bot.ts',
      'src/bot.controller.ts',
      'src/bot.spec.ts',
    ]);
  });

  // So they are compiled, linted, and the test of the bot is run.
  it.each(FILES)('%s is that of examples/first-bot', (file, code) => {
    expect(code).toBe(readFileSync(join(ROOT, 'examples', 'first-bot', file), 'utf8'));
  });
});

describe("the commands of the README's first bot", () => {
  const [commands = ''] = blocksOf('README.md', 'sh').filter((block) => block.includes('/bot'));
  let app: INestApplication;

  beforeEach(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(TradingCacheOptions)
      .useValue({ store: 'memory:' })
      .compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
  });

  afterEach(() => app.close());

  it('show what is held', async () => {
    const script = commands.replaceAll('http://127.0.0.1:3000', await app.getUrl());
    const typed = async (): Promise<string> => (await promisify(execFile)('bash', ['-c', script])).stdout;
    expect(await typed()).toContain('{"outcome":"applied","orderId":"1"}');
    // The handler runs after the commit, for which the first command did not wait.
    await until(async () => (await typed()).includes('{"held":"2","trades":["BUY 2 at 100"]}'));
  });
});
