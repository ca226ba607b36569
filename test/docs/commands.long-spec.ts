import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { fill } from '../support/updates.js';
import { COMMANDS } from './commands.js';
import { ROOT } from './pages.js';

jest.setTimeout(120_000);

/** Commands that look at stores and recordings. Those that start the app, tests or benchmarks are run elsewhere, or by hand. */
const TRIED = /^(?:npx trading-cache|npm run(?: --silent)?) (?:inspect|import|replay)\b/;
/** An accepted order as Binance tells it. */
const RAW = {
  e: 'ORDER_TRADE_UPDATE',
  E: 1_700_000_000_000,
  T: 1_700_000_000_000,
  o: {
    s: 'BTCUSDT', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '1', p: '100', ap: '0', sp: '0', x: 'NEW', X: 'NEW', i: 1, l: '0', z: '0',
    L: '0', T: 1_700_000_000_000, t: 0, m: false, R: false, ps: 'BOTH', rp: '0',
  },
}; // prettier-ignore

let folder: string;
let server: RedisServer;
const managers = new TestManagers(() => ({}));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  server = await RedisServer.start();
  for (const store of [`file:${join(folder, 'data')}`, server.url]) {
    const cache = (await managers.opened({ store })).cache();
    cache.applyUpdate(fill('3', '3', '100'));
    await managers.ended();
  }
  symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
});

afterAll(async () => {
  await managers.closeAll();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A recording with an order of each leg that a command names a start of. */
function recordingFor(command: string): string {
  const starts = Array.from(command.matchAll(/--start (?<starts>\S+)/g), ([, starts = '']) =>
    starts.split(','),
  ).flat();
  const legs = starts.length > 0 ? starts : ['BTCUSDT:NET:1@100'];
  return legs
    .map((start, at) => {
      const [symbol, positionSide] = start.replace(/^(?<exchange>[a-z]+):/, '').split(':');
      const exchange = /^[a-z]+(?=:)/.exec(start)?.[0] ?? 'binance';
      const order = { exchange, symbol, positionSide, id: String(at + 1), status: 'ACCEPTED', side: 'BUY', amount: '1', filled: '0', timestamp: 1_700_000_000_000 }; // prettier-ignore
      return JSON.stringify({ kind: 'order', exchange, ts: order.timestamp, raw: RAW, order });
    })
    .join('\n');
}

/** The command line in a checkout, without npm in between. */
function typed(command: string): string {
  const { bin = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    bin?: Record<string, string>;
  };
  return command
    .replace(/^npx trading-cache/, `node ${join(ROOT, bin['trading-cache'] ?? 'no-bin')}`)
    .replace(/^npm run(?: --silent)? (?<script>\w+)(?: --)?/, `node ${join(ROOT, 'scripts')}/$<script>.mjs`)
    .replaceAll('redis://127.0.0.1:6379', server.url);
}

it.each(COMMANDS.filter(({ text }) => TRIED.test(text)).map(({ page, text }) => [page, text] as const))(
  '%s: %s',
  async (_page, command) => {
    writeFileSync(join(folder, 'recording.jsonl'), `${recordingFor(command)}\n`);
    // Rejects where a command does not end with 0.
    const ended = promisify(execFile)('bash', ['-c', typed(command)], { cwd: folder });
    await expect(ended).resolves.toBeDefined();
  },
);
