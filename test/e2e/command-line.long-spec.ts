import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Fill, Order, Position } from '../../src/index.js';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { fillsCsv } from '../../src/http/fills-csv.js';
import type { RecordCodec } from '../../src/stores/record-codec.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';
import { traded, update } from '../support/updates.js';

jest.setTimeout(120_000);

/** The app's start builds it. */
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SCOPE = 'grid/a%2Fb';
const PATH = `/v1/scopes/${SCOPE}`;
const CODEC = `const turned = (text) => [...text].reverse().join('');
export default { name: 'reversed', encode: turned, decode: turned };`;

let folder: string;
let app: AppProcess;
let url: string;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** What `trading-cache` says to a command line, in a process of its own, with these variables. */
function cli(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Said> {
  return new Promise((resolve) => {
    const env = { ...process.env, TRADING_CACHE_URL: '', TRADING_CACHE_KEY: '', ...environment };
    execFile(process.execPath, [CLI, ...args], { env }, (error, out, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, errors }),
    );
  });
}

/** What the command says of the app. */
function ofApp(...args: readonly string[]): Promise<Said> {
  return cli([...args, '--url', url, '--scope', SCOPE]);
}

/** What the command says of the store. */
function ofStore(...args: readonly string[]): Promise<Said> {
  return cli([...args, '--store', `file:${join(folder, 'data')}`, '--scope', SCOPE]);
}

async function answer<T>(path: string): Promise<T> {
  return (await (await app.request(`${PATH}${path}`)).json()) as T;
}

async function say(...updates: readonly unknown[]): Promise<void> {
  const response = await app.post(`${PATH}/order-updates?durable=true`, { updates });
  // An answer that nobody reads would keep the app from closing.
  await response.text();
  expect(response.status).toBe(200);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  app = await AppProcess.spawn({
    STORE_URL: `file:${join(folder, 'data')}`,
    SCOPES: `${SCOPE},other/b`,
  }).ready();
  url = app.address;
  await say(...Array.from({ length: 1_000 }, (_, at) => traded(`many-${at}`, 'BUY', '0.1', '1')));
  await say(
    traded('many-1000', 'BUY', '0.1', '1'),
    traded('filled', 'BUY', '2', '100.123456789', { symbol: 'ETH' }),
    update({ id: 'open\u202e', symbol: 'ETH' }),
    update({ id: 'gone', status: 'CANCELED', symbol: 'ETH' }),
  );
});

afterAll(async () => {
  await app.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

describe('trading-cache, asked of an app', () => {
  it('shows positions to people, decimals as they are', async () => {
    const { code, out } = await ofApp('positions', '--symbol', 'ETH');
    expect(code).toBe(0);
    const [head, row, ...rest] = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(head?.slice(0, 6)).toEqual(['exchange', 'symbol', 'leg', 'side', 'amount', 'entry']);
    expect(row).toEqual(expect.arrayContaining(['ETH', 'NET', 'LONG', '2', '100.123456789']));
    expect(rest).toEqual([]);
  });

  it('gives machines all that is known', async () => {
    const { positions } = await answer<{ positions: Position[] }>('/positions');
    expect(JSON.parse((await ofApp('positions', '--all', '--json')).out)).toEqual(positions);
    const { orders } = await answer<{ orders: Order[] }>('/orders?state=open');
    expect(orders).toHaveLength(1);
    expect(JSON.parse((await ofApp('orders', '--json')).out)).toEqual(orders);
    expect(JSON.parse((await ofApp('orders', '--all', '--json')).out)).toHaveLength(1_004);
  });

  it('shows no control characters of ids to a terminal', async () => {
    const { out } = await ofApp('orders');
    expect(out).toContain('open\\u{202e}');
    expect(out).not.toContain('\u001b');
  });

  it('gives fills of all pages as the CSV of the app, the header once', async () => {
    const csv = await ofApp('fills', '--csv');
    const { fills: first, nextCursor } = await answer<{ fills: Fill[]; nextCursor: string }>(
      '/fills?limit=1000',
    );
    const { fills: second } = await answer<{ fills: Fill[] }>(`/fills?limit=1000&cursor=${nextCursor}`);
    expect([...first, ...second]).toHaveLength(1_002);
    expect(csv.out).toBe(fillsCsv([...first, ...second]));
  });

  it('shows profit by days', async () => {
    const pnl = await ofApp('pnl', '--from', '2020-01-01', '--json');
    const to = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
    const { buckets } = await answer<{ buckets: object[] }>(
      `/pnl?bucket=day&from=${Date.UTC(2020, 0)}&to=${to}`,
    );
    expect(buckets.length).toBeGreaterThan(0);
    expect(JSON.parse(pnl.out)).toEqual(buckets);
  });

  it('asks for the scope where there are several, naming them', async () => {
    const { code, errors } = await cli(['positions'], { TRADING_CACHE_URL: url });
    expect(code).toBe(2);
    expect(errors).toMatch(/several scopes.*--scope.*grid\/a%2Fb, other\/b/);
  });

  it.each([
    [1, ['--scope', 'no/such'], /404.*--scope/],
    [1, ['--url', 'http://127.0.0.1:9', '--scope', SCOPE], /127.0.0.1:9 does not answer.*--url/],
    [2, ['--scope', 'nonsense'], /no scope/],
    [2, ['--url', 'ftp://x', '--scope', SCOPE], /http:\/\//],
    [2, ['--url', 'http://me:secret@127.0.0.1', '--scope', SCOPE], /--key/],
    [2, ['--store', 'file:./x', '--url', 'http://127.0.0.1'], /Give --store, or --url/],
    [2, ['--nonsense'], /Usage: trading-cache positions/],
    [2, ['more'], /"more"/],
  ])('ends with %d for positions %j', async (expected, args, message) => {
    const { code, out, errors } = await cli(['positions', ...args], { TRADING_CACHE_URL: url });
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(errors).toMatch(message);
    expect(errors).not.toMatch(/secret|^ +at /m);
  });

  it('sends the key of the environment or of the line, and shows it in no error', async () => {
    const keys: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      keys.push(headers.authorization);
      response.writeHead(401, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ detail: 'The key is unknown.' }));
    }).listen(0, '127.0.0.1');
    await until(() => server.listening);
    const where = ['--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '--scope', SCOPE];
    const said = [
      await cli(['orders', ...where], { TRADING_CACHE_KEY: 'from-environment' }),
      await cli(['orders', ...where, '--key', 'from-line'], { TRADING_CACHE_KEY: 'from-environment' }),
    ];
    server.close();
    expect(keys).toEqual(['Bearer from-environment', 'Bearer from-line']);
    for (const { code, errors } of said) {
      expect(code).toBe(1);
      expect(errors).toMatch(/401 \(The key is unknown\).*--key/);
      expect(errors).not.toMatch(/from-/);
    }
  });
});

describe('trading-cache watch', () => {
  it('prints a line for each change, goes on while the app is away, and ends on SIGINT with 0', async () => {
    const data = join(folder, 'watched');
    const environment = { STORE_URL: `file:${data}`, SCOPES: SCOPE };
    const first = await AppProcess.spawn(environment).ready();
    const port = new URL(first.address).port;
    const watching = spawn(process.execPath, [CLI, 'watch', '--url', first.address]);
    let text = '';
    for (const stream of [watching.stdout, watching.stderr])
      stream.on('data', (data: Buffer) => (text += data.toString()));
    const ended = new Promise((resolve) => watching.once('exit', resolve));
    await until(() => text.includes('grid/a%2Fb serving, store up'));
    await first.post(`${PATH}/order-updates`, { updates: [traded('1', 'BUY', '2', '100')] });
    await until(() => / LONG 2 @ 100/.test(text));
    await first.end('SIGKILL');
    await until(() => text.includes('does not answer'));
    const second = await AppProcess.spawn({ ...environment, PORT: port }).ready();
    await until(() => text.split('answers').length === 3);
    await second.post(`${PATH}/order-updates`, { updates: [traded('2', 'BUY', '1', '100')] });
    await until(() => / LONG 3 @ 100/.test(text));
    watching.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(text).not.toContain('\u001b');
    await second.end('SIGTERM');
  });

  it('ends with 1 where nothing answers, and with 2 for a scope that is not there or a store', async () => {
    expect(await cli(['watch', '--url', 'http://127.0.0.1:9'])).toMatchObject({ code: 1, out: '' });
    expect(await cli(['watch', '--url', url, '--scope', 'no/such'])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('grid/a%2Fb, other/b'),
    });
    expect(await cli(['watch', '--store', 'file:./x'])).toMatchObject({ code: 2 });
  });
});

describe('trading-cache, asked of a store', () => {
  it('says the same as the app, beside it and after its end, and changes nothing', async () => {
    const lines = [
      ['positions', '--all', '--json'],
      ['orders', '--all', '--json'],
      ['fills', '--csv'],
      ['pnl', '--from', '2020-01-01'],
    ];
    const said = await Promise.all(lines.map((line) => ofApp(...line)));
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    for (const [at, line] of lines.entries()) expect(await ofStore(...line)).toEqual(said[at]);
    expect(await app.end('SIGTERM')).toBe(0);
    cpSync(join(folder, 'data'), join(folder, 'before'), { recursive: true });
    for (const [at, line] of lines.entries()) expect(await ofStore(...line)).toEqual(said[at]);
    const [before, after] = [await epochs('before'), await epochs('data')];
    expect(after).toBe(before);
  });

  it('reads what was written with a codec of the caller, if it is given, and names it if it is not', async () => {
    const codec = join(folder, 'codec.mjs');
    writeFileSync(codec, CODEC);
    const coded = `file:${join(folder, 'coded')}`;
    const { default: reversed } = (await import(codec)) as { readonly default: RecordCodec };
    const manager = new CacheManager(
      resolveOptions({ strategyId: 'grid', userId: 'a/b', store: coded, codec: reversed }),
    );
    await manager.startAll();
    manager.cache().applyUpdate(traded('coded', 'BUY', '2', '100'));
    await manager.closeAll();
    const without = await cli(['positions', '--store', coded]);
    expect(without).toMatchObject({
      code: 1,
      out: '',
      errors: expect.stringMatching(/"reversed".*--codec FILE/),
    });
    const { code, out } = await cli(['positions', '--store', coded, '--codec', codec, '--json']);
    expect([code, JSON.parse(out)]).toEqual([0, [expect.objectContaining({ signedAmount: '2' })]]);
    const wrong = await cli(['positions', '--store', coded, '--codec', join(folder, 'none.mjs')]);
    expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('none.mjs cannot be loaded') });
  });

  it('ends with 2 for a scope that is not there, and with 1 for a folder that has no store', async () => {
    const store = `file:${join(folder, 'data')}`;
    expect(await cli(['positions', '--store', store, '--scope', 'no/such'])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('grid/a%2Fb, other/b'),
    });
    expect(await cli(['positions', '--store', `file:${join(folder, 'none')}`])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('there is no folder'),
    });
  });
});

/** Epochs, batches and records of a store, as inspect tells them. */
async function epochs(name: string): Promise<string> {
  return (await cli(['inspect', `file:${join(folder, name)}`])).out;
}
