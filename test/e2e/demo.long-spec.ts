import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { comparePositions } from '../../src/demo/compare-positions.js';
import type { Position } from '../../src/index.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

beforeAll(async () => {
  // The app's start builds what is run here.
  await (await AppProcess.spawn({ STORE_URL: 'memory:' }).ready()).end('SIGTERM');
});

function demo(...args: readonly string[]) {
  const child = spawn(process.execPath, [CLI, 'demo', ...args], { env: { ...process.env, PORT: '0' } });
  const run = { child, text: '', ended: new Promise((resolve) => child.once('exit', resolve)) };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (run.text += data.toString()));
  return run;
}

describe('the demo', () => {
  it('has something to see within ten seconds, survives three crashes, and ends with equal positions', async () => {
    const run = demo('--crash-every', '4', '--seed', '7');
    await until(() => run.text.includes('Look at '));
    const url = /Look at (\S+)\//.exec(run.text)?.[1];
    const since = Date.now();
    await until(async () => {
      const { positions, openOrders } = (await (await fetch(`${url}/v1/summary`)).json()) as {
        readonly positions: readonly Position[];
        readonly openOrders: number;
      };
      return positions.length > 0 && positions.every(({ markPrice }) => markPrice !== null) && openOrders > 0;
    });
    expect(Date.now() - since).toBeLessThan(10_000);
    await until(() => run.text.includes('Crash 3'));
    run.child.kill('SIGINT');
    expect({ code: await run.ended, text: run.text }).toMatchObject({
      code: 0,
      text: expect.stringMatching(/4 positions equal those of the exchange, after \d+ fills and 3 crashes/),
    });
  });

  it('ends by itself after its minutes', async () => {
    const run = demo('--minutes', '0.05', '--crash-every', '0');
    expect(await run.ended).toBe(0);
    expect(run.text).toContain('0 crashes');
  });

  it('says why the app cannot start, and ends with 1', async () => {
    const app = await AppProcess.spawn({ STORE_URL: 'memory:' }).ready();
    const child = spawn(process.execPath, [CLI, 'demo'], {
      env: { ...process.env, PORT: new URL(app.address).port },
    });
    let text = '';
    child.stderr.on('data', (data: Buffer) => (text += data.toString()));
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(text).toMatch(/could not start.*PORT/);
    await app.end('SIGTERM');
  });
});

describe('the comparison of the demo', () => {
  const held = {
    exchange: 'demo',
    symbol: 'A',
    positionSide: 'NET' as const,
    signedAmount: '1',
    entryPrice: '100',
    realizedPnl: '2',
    fees: { USDT: '0.1' },
    funding: '0',
  };
  const { funding: _, ...figures } = held;
  const own = { ...figures, adjustments: {} } as unknown as Position;

  it.each([
    ['amount', { signedAmount: '1.000000000000000001' }],
    ['entry price', { entryPrice: '100.000001' }],
    ['realized profit', { realizedPnl: '2.000001' }],
    ['fees', { fees: { USDT: '0.2' } }],
    ['funding', { adjustments: { USDT: '1' } }],
  ])('sees a difference of %s', (what, fields) => {
    expect(comparePositions([own], [held])).toEqual([]);
    expect(comparePositions([{ ...own, ...fields }], [held])).toEqual([
      expect.stringContaining(`A: ${what} is `),
    ]);
  });

  it('sees a position that only one side has', () => {
    expect(comparePositions([], [held])).not.toEqual([]);
    expect(comparePositions([own], [])).toEqual([expect.stringContaining('unknown to the exchange')]);
  });
});
