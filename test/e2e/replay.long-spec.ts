import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { readReplayOptions } from '../../src/replay/replay-options.js';
import type { ShuffleOptions } from '../../src/replay/replay-options.js';
import { replay } from '../../src/replay/replay.js';
import type { ReportRow } from '../../src/replay/report.js';
import { hasDifference, report } from '../../src/replay/report.js';
import { shuffleReport } from '../../src/replay/shuffle-report.js';
import type { ShuffleRow } from '../../src/replay/shuffle-report.js';
import { shuffle } from '../../src/replay/shuffle.js';
import { SIMULATED_MARKETS, SimulatedExchange, streamText } from '../../src/testing/index.js';
import type { SimulatedMessage } from '../../src/testing/index.js';
import { sampleStreams } from '../../src/testing/simulator/sample-streams.js';
import { HttpApp } from '../support/http-app.js';

// The process that is killed may have to build first.
jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDINGS = join(ROOT, '..', 'shared', 'data');
const SOME_COMMITS = 500_000;
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

/** An order that is filled at once. */
function orderText(
  exchange: string,
  id: string,
  side: string,
  amount: string,
  price: string,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const order = {
    exchange,
    symbol: 'AAA',
    id,
    status: 'FILLED',
    side,
    type: 'MARKET',
    amount,
    filled: amount,
  };
  const fill = { average: price, lastFilled: amount, lastFilledPrice: price, timestamp: 1_700_000_000_000 };
  return `${JSON.stringify({ kind: 'order', exchange, order: { ...order, ...fill, ...more } })}\n`;
}

function positionText(
  exchange: string,
  signedAmount: string,
  entryPrice: string,
  realizedPnl: string,
): string {
  const position = { symbol: 'AAA', positionSide: 'NET', signedAmount, entryPrice, realizedPnl };
  return `${JSON.stringify({ kind: 'position', exchange, position })}\n`;
}

/**
 * 1 was bought at 10 before the recording began, and 5 had been realized; in it 1 is bought at 20 for a fee of 0.1.
 *
 * @param more of the order.
 */
function later(more: Readonly<Record<string, string | undefined>> = {}): string {
  return streamFile(
    'later',
    orderText('bybit', '1', 'BUY', '1', '20', { fee: '0.1', feeCurrency: 'USDT', ...more }) +
      positionText('bybit', '2', '15', '4.9'),
  );
}

/** Orders that are each told once, filled at once, in a market of their own: their order cannot matter. */
function independent(): string {
  const texts = Array.from({ length: 8 }, (_, at) =>
    orderText('okx', String(at), 'BUY', '2', '20', { symbol: `MARKET-${at}` }),
  );
  return streamFile('independent', texts.join(''));
}

function shuffled(...args: readonly string[]): Promise<readonly ShuffleRow[]> {
  const options = readReplayOptions(args);
  return shuffle(options, options.shuffle as ShuffleOptions, QUIET);
}

/** What the command ends with, and what it prints. */
async function ofCommand(...args: readonly string[]): Promise<[code: number, out: string]> {
  const child = spawn(process.execPath, ['scripts/replay.mjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const out = await textOf(child.stdout);
  const [code] = (await ended) as [number];
  return [code, out];
}

/** The bytes in a folder. */
function sizeOf(path: string): number {
  if (!existsSync(path)) return 0;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.reduce((total, { parentPath, name }) => total + statSync(join(parentPath, name)).size, 0);
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

  it('that the cache rejects because a figure is no text differs', async () => {
    const messages = simulated(2);
    const at = messages.findIndex((message) => message.kind === 'order' && message.realizedPnl !== null);
    const tampered = changed(messages, at, (line) => line.replace(/("filled":)"([^"]+)"/, '$1$2'));
    const rows = await run(streamFile('tampered', tampered));
    expect(rows[0]?.result.differences[0]).toContain('filled must be a decimal string');
  });
});

describe('a start', () => {
  it('is flat unless --start says otherwise, whatever the first position message says', async () => {
    const [row] = await run(later());
    expect(row?.result.differences[0]).toContain('holds 1, the exchange says 2');
    expect(row?.result.notes).toEqual([
      'if bybit AAA NET did not begin flat, give --start AAA:NET:AMOUNT@PRICE',
    ]);
    const [given] = await run(later(), '--start', 'AAA:NET:1@10');
    expect(given?.result).toMatchObject({ checks: 3, agreed: 3 });
    expect(given?.result.notes).toEqual(['bybit AAA NET begins with 1 @ 10']);
  });

  it('is the same where orders tell no single fills, as those of Bybit', async () => {
    const file = later({ lastFilled: undefined, lastFilledPrice: undefined });
    const [row] = await run(file, '--start', 'AAA:NET:1@10');
    expect(row?.result).toMatchObject({ checks: 3, agreed: 3 });
  });

  it('that is given with what was realized has that compared too', async () => {
    const [right] = await run(later(), '--start', 'AAA:NET:1@10:5');
    expect(right?.result).toMatchObject({ checks: 4, agreed: 4 });
    const [wrong] = await run(later(), '--start', 'AAA:NET:1@10:5.00000002');
    expect(wrong?.result).toMatchObject({ checks: 4, agreed: 3 });
    expect(wrong?.result.differences[0]).toContain('realized 4.90000002, the exchange says 4.9');
  });

  it('that is given wrong differs', async () => {
    const [row] = await run(later(), '--start', 'AAA:NET:2@10');
    expect(row?.result.differences[0]).toContain('holds 3, the exchange says 2');
  });

  it('is adopted once on a store that keeps the state', async () => {
    const args = [later(), '--start', 'AAA:NET:1@10:5', '--store', `file:${join(folder, 'store')}`];
    await run(...args);
    const [row] = await run(...args);
    expect(row?.result).toMatchObject({ fills: 0, known: 1, checks: 4, agreed: 4 });
  });

  it('knows the size of its contracts', async () => {
    const size = { contractSize: '0.01', exchangeRealizedPnl: '0.1' };
    const text = orderText('okx', '1', 'SELL', '1', '20', size);
    const [given] = await run(streamFile('sized', text), '--start', 'AAA:NET:1@10');
    expect(given?.result).toMatchObject({ checks: 2, agreed: 2 });
  });

  it.each([
    ['over several options', ['--start', 'AAA:NET:1@10', '--start', 'BBB:NET:2@10']],
    ['with a comma between', ['--start', 'AAA:NET:1@10,BBB:NET:2@10']],
  ])('is given for several legs, %s', async (_, args) => {
    const text =
      orderText('okx', '1', 'SELL', '1', '20', { exchangeRealizedPnl: '10' }) +
      orderText('okx', '2', 'SELL', '2', '20', { symbol: 'BBB', exchangeRealizedPnl: '20' });
    const [row] = await run(streamFile('two', text), ...args);
    expect(row?.result).toMatchObject({ checks: 4, agreed: 4 });
  });

  it('for a leg that no file has orders of is wrong use', async () => {
    await expect(run(later(), '--start', 'BBB:NET:1@10')).rejects.toThrow('names a leg of which no file');
  });

  it('for a leg that two files have is not guessed, and is given with its exchange', async () => {
    const other = streamFile('other', orderText('okx', '1', 'BUY', '1', '20'));
    await expect(run(later(), other, '--start', 'AAA:NET:1@10')).rejects.toThrow(
      'may mean bybit:AAA:NET in later or okx:AAA:NET in other',
    );
    const rows = await run(later(), other, '--start', 'bybit:AAA:NET:1@10');
    expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
  });

  it('is sent to a running app, with the size of its contracts', async () => {
    const sized = orderText('okx', '1', 'SELL', '1', '20', {
      symbol: 'BBB',
      contractSize: '0.01',
      exchangeRealizedPnl: '0.1',
    });
    const app = await HttpApp.start();
    try {
      const [row] = await run(later(), '--start', 'AAA:NET:1@10:5', '--url', app.url);
      expect(row?.result).toMatchObject({ checks: 4, agreed: 4 });
      const [other] = await run(streamFile('sized', sized), '--start', 'BBB:NET:1@10', '--url', app.url);
      expect(other?.result).toMatchObject({ checks: 2, agreed: 2 });
    } finally {
      await app.close();
    }
  });
});

describe('a shuffle', () => {
  it('of messages whose order cannot matter agrees', async () => {
    const rows = await shuffled(independent(), '--shuffle', '5', '--seed', '9');
    expect(rows.map(({ result }) => result)).toEqual([
      { messages: 8, deliveries: 5, endStates: 1, legs: 0, differences: [], notes: [] },
    ]);
    expect(hasDifference(rows)).toBe(false);
    expect(shuffleReport(rows)).toMatch(/independent +8 +5 +1 +0 +agrees\n\n1 case, 5 deliveries, 0 differ$/);
  });

  it('of the samples agrees, where messages were late or came twice, and where averages are rounded too', async () => {
    const files = sampleStreams().map(({ file, text }) => streamFile(file.replace('.jsonl', ''), text));
    const rows = await shuffled(...files, '--shuffle', '20', '--seed', '1');
    expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(rows.map(({ result }) => result.endStates)).toEqual(files.map(() => 1));
    expect(rows.reduce((sum, { result }) => sum + result.legs, 0)).toBeGreaterThan(5);
  });

  it('begins with its start, and ends where the exchange says', async () => {
    const start = ['--start', 'AAA:NET:1@10:5'];
    const [right] = await shuffled(later(), ...start, '--shuffle', '3');
    expect(right?.result).toMatchObject({ deliveries: 3, endStates: 1, legs: 1, differences: [] });
    const [wrong] = await shuffled(later(), '--shuffle', '3');
    expect(wrong?.result.differences).toHaveLength(8);
    expect(wrong?.result.differences[0]).toContain('holds 1, the exchange says 2 (in the recorded order)');
  });

  it("takes the exchange's own messages", async () => {
    const text = orderText('dydx', '1', 'BUY', '2', '5') + positionText('dydx', '2', '5', '0');
    const [row] = await shuffled(streamFile('unmapped', text), '--raw', '--shuffle', '2');
    expect(row?.result.differences).toEqual([]);
    expect(row?.result.notes[0]).toContain('no mapper of dydx');
    const spoiled = orderText('okx', '1', 'BUY', '2', '5');
    await expect(shuffled(streamFile('spoiled', spoiled), '--raw', '--shuffle', '2')).rejects.toThrow(
      'raw message',
    );
  });

  it('by the command says the seed, and ends with code 1 where anything differs', async () => {
    const [code, out] = await ofCommand(independent(), '--shuffle', '2', '--seed', '77');
    expect(out).toMatch(/^seed 77: --shuffle 2 --seed 77 repeats this run\n/);
    expect(code).toBe(0);
    expect((await ofCommand(later(), '--shuffle', '2'))[0]).toBe(1);
    expect((await ofCommand(later(), '--seed', '2'))[0]).toBe(2);
  });

  it('draws a seed of its own where none is given', () => {
    const seeds = Array.from({ length: 5 }, () => readReplayOptions(['a', '--shuffle', '1']).shuffle?.seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });
});

describe('what cannot be compared is said', () => {
  it('where fills were missed', async () => {
    const text =
      orderText('okx', '1', 'BUY', '4', '10', { lastFilled: '1', exchangeRealizedPnl: '0' }) +
      orderText('okx', '2', 'SELL', '4', '11', { exchangeRealizedPnl: '4' });
    const [row] = await run(streamFile('missed', text));
    expect(row?.result).toMatchObject({ fills: 2, checks: 2, agreed: 2 });
    expect(row?.result.notes[0]).toContain('order 1 filled more than its update tells');
  });

  it('where there is no mapper for raw messages', async () => {
    const text = orderText('dydx', '1', 'BUY', '2', '5') + positionText('dydx', '2', '5', '0');
    const [row] = await run(streamFile('unmapped', text), '--raw');
    expect(row?.result).toMatchObject({ fills: 1, checks: 3, agreed: 3 });
    expect(row?.result.notes).toEqual([
      'no mapper of dydx: its normalized orders were taken, not the raw messages',
    ]);
  });

  it('where a recording has no orders of a position', async () => {
    const messages = positionText('bybit', '1', '20', '0') + positionText('bybit', '0', '0', '1');
    const orders = streamFile('orders', orderText('dydx', '1', 'BUY', '1', '10'));
    const [row, empty] = await run(streamFile('positions', messages), streamFile('empty', ''), orders);
    expect(row?.result).toMatchObject({ messages: 0, checks: 0 });
    expect(row?.result.notes).toEqual([
      'no orders of bybit AAA NET: nothing to replay, position messages not compared: 2',
    ]);
    expect(empty?.result.notes).toEqual(['no orders in it: nothing to replay']);
  });

  it('never where there is nothing at all: that is an error', async () => {
    for (const options of [[], ['--shuffle', '2']])
      await expect(run(streamFile('bare', ''), ...options)).rejects.toMatchObject({ code: 'REPLAY_USAGE' });
  });

  it('nothing of a byte order mark before the first line', async () => {
    const [row] = await run(streamFile('marked', `\uFEFF${orderText('dydx', '1', 'BUY', '1', '10')}`));
    expect(row?.result).toMatchObject({ messages: 1 });
  });

  it('and entries of an exchange whose rounding nobody knows are rounded as it wrote them', async () => {
    const orders = orderText('dydx', '1', 'BUY', '1', '10') + orderText('dydx', '2', 'BUY', '2', '11');
    const [right] = await run(streamFile('rounded', orders + positionText('dydx', '3', '10.67', '0')));
    expect(right?.result.differences).toEqual([]);
    const [wrong] = await run(streamFile('rounded', orders + positionText('dydx', '3', '10.66', '0')));
    expect(wrong?.result.differences[0]).toContain('the exchange says 10.66');
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
    // By then it has committed some, and has most of it before it.
    while (child.exitCode === null && sizeOf(store) < SOME_COMMITS) await sleep(1);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const rows = await run(file, '--store', `file:${store}`);
    expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(rows, 'known')).toBeGreaterThan(0);
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

  it('that is sent several files compares each of them step by step', async () => {
    const files = [
      streamFile('sent', streamText(simulated(10))),
      streamFile('other', orderText('dydx', '1', 'BUY', '2', '5') + positionText('dydx', '2', '5', '0')),
    ];
    const app = await HttpApp.start();
    try {
      const sent = await run(...files, '--url', app.url);
      expect(sent.map(({ result }) => result)).toEqual((await run(...files)).map(({ result }) => result));
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
    await expect(run(file, '--url', app.url)).rejects.toMatchObject({
      code: 'REPLAY_TARGET',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

it('a run that fails gives the terminal back', async () => {
  let isOpen = false;
  const progress = {
    begin: () => (isOpen = true),
    step: () => {
      throw new Error('failed half way');
    },
    end: () => (isOpen = false),
  };
  const options = readReplayOptions([streamFile('sent', streamText(simulated(1)))]);
  await expect(replay(options, progress)).rejects.toThrow('failed half way');
  expect(isOpen).toBe(false);
});

describe('what cannot be replayed', () => {
  it.each([
    ['not JSON', 'is not JSON'],
    ['[]', 'is not an object'],
    ['{"kind": "trade", "exchange": "x"}', 'has no kind'],
    ['{"kind": "order", "order": {}}', 'exchange is not a string'],
    ['{"kind": "order", "exchange": "x"}', 'order is not an object'],
    ['{"kind": "order", "exchange": "x", "order": {"exchange": "x"}}', 'order.symbol is not a string'],
    [
      '{"kind": "order", "exchange": "x", "order": {"exchange": "y", "symbol": "A"}}',
      "order.exchange is y, and the line's exchange is x",
    ],
    [
      '{"kind": "position", "exchange": "x", "position": {"symbol": "A", "positionSide": "NET"}}',
      'position.signedAmount is not a decimal',
    ],
    [
      '{"kind": "position", "exchange": "x", "position": {"symbol": "A", "positionSide": "NET", "signedAmount": 1}}',
      'position.signedAmount is not a decimal',
    ],
  ])('%s: the file, the line number and why', async (line, reason) => {
    const file = streamFile('wrong', `${streamText(simulated(1))}${line}\n`);
    const lines = streamText(simulated(1)).split('\n').length;
    await expect(run(file)).rejects.toMatchObject({
      code: 'STREAM_FORMAT',
      message: expect.stringContaining(`${file}:${lines}: `),
    });
    await expect(run(file)).rejects.toThrow(reason);
  });

  it.each([
    [[], 'names no file'],
    [['a', '--nonsense'], 'is not understood'],
    [['a', '--start', 'BTC=1@5'], 'has --start BTC=1@5, which is not [EXCHANGE:]SYMBOL:'],
    [['a', '--start', 'A:NET:1@5,B:NET:1e3@5'], 'has --start B:NET:1e3@5, which has the amount 1e3'],
    [['a', '--start', ''], 'has --start , which is not'],
    [['a', '--shuffle', '0'], 'has --shuffle 0, which is not an integer from 1 to 100000'],
    [['a', '--shuffle', '1.5'], 'has --shuffle 1.5'],
    [['a', '--shuffle', '100001'], 'has --shuffle 100001'],
    [['a', '--shuffle', '2', '--seed', 'x'], 'has --seed x, which is not an integer from 0'],
    [['a', '--seed', '2'], 'has --seed without --shuffle'],
    [['a', '--shuffle', '2', '--store', 'memory:'], 'has --shuffle and a store or an app'],
    [['a', '--shuffle', '2', '--url', 'http://x'], 'has --shuffle and a store or an app'],
    [['a', '--url', 'http://x', '--store', 'memory:'], 'has --store and --url'],
    [['a', '--scope', 'a/b'], 'has --scope without --url'],
    [['a', '--url', 'http://x', '--scope', 'ab'], 'has --scope ab'],
    [['a', '--url', 'http://x', '--scope', 'a%zz/b'], 'has --scope a%zz/b'],
    [['a/x.jsonl', 'b/x.jsonl'], 'names two files of one name'],
  ])('%j: what is wrong and how to do it', (args, fault) => {
    expect(() => readReplayOptions(args)).toThrow(fault);
    expect(() => readReplayOptions(args)).toThrow('Usage: trading-cache replay FILE');
  });
});

const recordings = existsSync(RECORDINGS)
  ? readdirSync(RECORDINGS).filter((file) => file.endsWith('.jsonl'))
  : [];

/** The command line's starts of some recordings, as the index beside them says what was held; those without orders have none. */
function startsOf(...files: readonly string[]): string[] {
  const index = JSON.parse(readFileSync(join(RECORDINGS, 'INDEX.json'), 'utf8')) as {
    readonly file: string;
    readonly start: string;
  }[];
  return index.flatMap(({ file, start }) => {
    const held = /(?<leg>NET|LONG|SHORT) \+?(?<amount>-?[\d.]+) @ (?<price>[\d.]+)/.exec(start)?.groups;
    const first = readFileSync(join(RECORDINGS, file), 'utf8')
      .split('\n')
      .find((line) => line.includes('"order"'));
    if (!files.includes(file) || held === undefined || first === undefined) return [];
    const { exchange, order } = JSON.parse(first) as {
      readonly exchange: string;
      readonly order?: { readonly symbol: string };
    };
    if (order === undefined) return [];
    return ['--start', `${exchange}:${order.symbol}:${held['leg']}:${held['amount']}@${held['price']}`];
  });
}

if (recordings.length === 0) {
  // eslint-disable-next-line no-console -- a skipped check must be said
  console.log('Skipped: no recorded exchange streams in ../shared/data');
} else {
  it('the recorded exchange streams agree, and again on the same store', async () => {
    const files = recordings.map((file) => join(RECORDINGS, file));
    const args = [...files, ...startsOf(...recordings), '--store', `file:${join(folder, 'store')}`];
    const first = await run(...args);
    expect(first.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(first, 'checks')).toBeGreaterThan(100);
    const second = await run(...args);
    expect(second.flatMap(({ result }) => result.differences)).toEqual([]);
    expect(sum(second, 'fills')).toBe(0);
  });

  it.each(recordings)("%s agrees too from the exchange's own messages, and ends the same", async (file) => {
    const path = join(RECORDINGS, file);
    const ends: unknown[] = [];
    for (const raw of [[], ['--raw']]) {
      const store = `file:${join(folder, `store${raw.length}`)}`;
      const rows = await run(path, '--store', store, ...startsOf(file), ...raw);
      expect(rows.flatMap(({ result }) => result.differences)).toEqual([]);
      ends.push(await positionsIn(store, file));
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  it.each(recordings)('%s ends the same in every order of delivery, normalized and raw', async (file) => {
    const path = join(RECORDINGS, file);
    for (const raw of [[], ['--raw']]) {
      const [row] = await shuffled(path, '--shuffle', '20', '--seed', '1', ...startsOf(file), ...raw);
      expect(row?.result.differences).toEqual([]);
    }
  });
}

/** What the case of a file ended with. Lifetime figures; when the cache itself learnt of them is not among them. */
async function positionsIn(store: string, file: string): Promise<unknown> {
  const scope = { strategyId: 'replay', userId: file.replace('.jsonl', '') };
  const manager = new CacheManager(resolveOptions({ store, ...scope }));
  await manager.startAll();
  const positions = manager
    .cache()
    .positions()
    .map(({ symbol, signedAmount, entryPrice, realizedPnl, fees }) => [
      symbol,
      signedAmount,
      entryPrice,
      realizedPnl,
      fees,
    ]);
  await manager.closeAll();
  return positions;
}
