import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readReplayOptions } from '../../src/replay/replay-options.js';
import { replay } from '../../src/replay/replay.js';
import type { ReportRow } from '../../src/replay/report.js';
import { hasDifference, report } from '../../src/replay/report.js';
import { SIMULATED_MARKETS, SimulatedExchange, streamText } from '../../src/testing/index.js';
import type { SimulatedMessage } from '../../src/testing/index.js';
import { sampleStreams } from '../../src/testing/simulator/sample-streams.js';
import { HttpApp } from '../support/http-app.js';

// The process that is killed may have to build first.
jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDINGS = join(ROOT, '..', 'shared', 'data');
const QUIET = { begin: () => undefined, step: () => undefined, end: () => undefined };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): Promise<readonly ReportRow[]> {
  return replay(readReplayOptions(args), QUIET);
}

function streamFile(name: string, text: string): string {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, text);
  return file;
}

function sum(
  rows: readonly ReportRow[],
  figure: 'messages' | 'fills' | 'known' | 'checks' | 'agreed',
): number {
  return rows.reduce((total, { result }) => total + result[figure], 0);
}

function simulated(orders: number, markets = SIMULATED_MARKETS): readonly SimulatedMessage[] {
  return new SimulatedExchange(7, { markets }).run(orders);
}

/** The lines of a case, one of them changed. */
function changed(
  messages: readonly SimulatedMessage[],
  at: number,
  change: (line: string) => string,
): string {
  const lines = streamText(messages).trimEnd().split('\n');
  return lines.map((line, index) => (index === at ? change(line) : line)).join('\n');
}

describe('a recording', () => {
  it('agrees with every message of its exchange', async () => {
    const files = sampleStreams().map(({ file, text }) => streamFile(file.replace('.jsonl', ''), text));
    const rows = await run(...files);
    expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(rows, 'checks')).toBeGreaterThan(200);
    expect(sum(rows, 'agreed')).toBe(sum(rows, 'checks'));
    expect(sum(rows, 'known')).toBe(0);
  });

  it('differs where one digit of one message does, and says where', async () => {
    const messages = simulated(6, SIMULATED_MARKETS.slice(0, 1));
    const pushes = messages.flatMap((message, at) => (message.kind === 'position' ? [at] : []));
    for (const at of pushes.slice(1)) {
      const file = streamFile(
        'tampered',
        changed(messages, at, (line) => line.replace(/("signedAmount":")(-?)/, '$1$21')),
      );
      const rows = await run(file);
      expect(hasDifference(rows)).toBe(true);
      expect(report(rows)).toContain('DIFFERS: simulated');
    }
  });

  it('differs where what a fill realized does', async () => {
    const messages = simulated(6);
    const at = messages.findLastIndex((message) => message.kind === 'order' && message.realizedPnl !== null);
    const tampered = changed(messages, at, (line) => line.replace(/("exchangeRealizedPnl":")/, '$11'));
    const rows = await run(streamFile('tampered', tampered));
    expect(rows[0]?.result.differences).toEqual([expect.stringContaining('realized')]);
  });

  it('that the cache rejects differs', async () => {
    const messages = simulated(2);
    const tampered = changed(messages, 0, (line) => line.replace('"amount":"', '"amount":"-'));
    const rows = await run(streamFile('tampered', tampered));
    expect(rows[0]?.result.differences[0]).toContain('amount must not be negative');
  });

  it('that does not begin flat is seeded, by its first message or by --start', async () => {
    const messages = simulated(12);
    const symbol = 'BTCUSDT-PERP';
    const ofSymbol = messages.filter(
      (each) => (each.kind === 'order' ? each.order.symbol : each.position.symbol) === symbol,
    );
    const [first] = ofSymbol.flatMap((each) => (each.kind === 'position' ? [each.position] : []));
    // The recording without the order whose fill came first begins with what that order held.
    const opened = ofSymbol.findIndex((each) => each.kind === 'order' && each.realizedPnl !== null);
    const opener = ofSymbol[opened] as Extract<SimulatedMessage, { kind: 'order' }>;
    const rest = ofSymbol
      .slice(opened + 1)
      .filter((each) => each.kind !== 'order' || each.order.id !== opener.order.id);
    const file = streamFile('later', streamText(rest));
    const [row] = await run(file);
    expect(row?.result.notes[0]).toContain(`begins with ${symbol} ${first?.signedAmount}`);
    const [given] = await run(file, '--start', `${symbol}=${first?.signedAmount}@${first?.entryPrice}`);
    expect(given?.result.notes[0]).toContain('as --start says');
  });
});

describe('a store that keeps the state', () => {
  it('counts nothing a second time, and says what it knew', async () => {
    const file = streamFile('kept', streamText(simulated(20)));
    const store = `file:${join(folder, 'store')}`;
    const first = await run(file, '--store', store);
    const second = await run(file, '--store', store);
    expect([...first, ...second].flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(second, 'fills')).toBe(0);
    expect(sum(second, 'known')).toBe(sum(first, 'fills'));
    expect(sum(second, 'checks')).toBeGreaterThan(3);
  });

  it('ends the same when the process is killed half way and everything is sent again', async () => {
    const file = streamFile('killed', streamText(simulated(3_000)));
    const store = join(folder, 'store');
    const args = ['scripts/replay.mjs', file, '--store', `file:${store}`];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!existsSync(store) || readdirSync(store).length === 0) await sleep(5);
    await sleep(50);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const rows = await run(file, '--store', `file:${store}`);
    expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(rows, 'fills')).toBeGreaterThan(0);
  });
});

describe('a running app', () => {
  it('is sent the same, and compared the same', async () => {
    const app = await HttpApp.start();
    try {
      const file = streamFile('sent', streamText(simulated(10)));
      const rows = await run(file, '--url', app.url);
      expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
      expect(sum(rows, 'checks')).toBeGreaterThan(30);
      expect(sum(await run(file, '--url', app.url), 'known')).toBe(sum(rows, 'fills'));
    } finally {
      await app.close();
    }
  });

  it('that does not answer, or lacks the scope, is named', async () => {
    const file = streamFile('sent', streamText(simulated(1)));
    const app = await HttpApp.start();
    try {
      await expect(run(file, '--url', app.url, '--scope', 'a/b')).rejects.toThrow('404');
    } finally {
      await app.close();
    }
    await expect(run(file, '--url', app.url)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('what cannot be replayed', () => {
  it.each([
    ['not JSON', 'is not JSON'],
    ['[]', 'is not an object'],
    ['{"kind": "trade", "exchange": "x"}', 'has no kind'],
    ['{"kind": "order", "order": {}}', 'exchange is not a string'],
    ['{"kind": "order", "exchange": "x"}', 'order is not an object'],
    [
      '{"kind": "position", "exchange": "x", "position": {"symbol": "A", "positionSide": "NET", "signedAmount": 1}}',
      'position.signedAmount is not a decimal',
    ],
  ])('%s: the file, the line number and why', async (line, reason) => {
    const file = streamFile('wrong', `${streamText(simulated(1))}${line}\n`);
    const lines = streamText(simulated(1)).split('\n').length;
    await expect(run(file)).rejects.toThrow(`${file}:${lines} `);
    await expect(run(file)).rejects.toThrow(reason);
  });

  it.each([
    [[], 'names no file'],
    [['a', '--nonsense'], 'is not understood'],
    [['a', '--start', 'BTC=1'], 'has --start BTC=1'],
    [['a', '--start', 'BTC=1e3@5'], 'has --start BTC=1e3@5'],
    [['a', '--url', 'http://x', '--store', 'memory:'], 'has --store and --url'],
    [['a', '--scope', 'a/b'], 'has --scope without --url'],
    [['a', '--url', 'http://x', '--scope', 'ab'], 'has --scope ab'],
    [['a/x.jsonl', 'b/x.jsonl'], 'names two files of one name'],
  ])('%j: what is wrong and how to do it', (args, fault) => {
    expect(() => readReplayOptions(args)).toThrow(fault);
    expect(() => readReplayOptions(args)).toThrow('Usage: npm run replay');
  });
});

const recordings = existsSync(RECORDINGS)
  ? readdirSync(RECORDINGS).filter((file) => file.endsWith('.jsonl'))
  : [];

if (recordings.length === 0) {
  // eslint-disable-next-line no-console -- a skipped check must be said
  console.log('Skipped: no recorded exchange streams in ../shared/data');
} else {
  it('the recorded exchange streams agree, and again on the same store', async () => {
    const files = recordings.map((file) => join(RECORDINGS, file));
    const store = `file:${join(folder, 'store')}`;
    const first = await run(...files, '--store', store);
    expect(first.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(first, 'checks')).toBeGreaterThan(100);
    const second = await run(...files, '--store', store);
    expect(second.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(second, 'fills')).toBe(0);
  });
}
