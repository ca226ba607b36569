import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import type { FloodReport, FloodSizes } from './flood.js';
import { FLOODS } from './floods.js';
import { runFlood } from './run-flood.js';

jest.setTimeout(120_000);

/** Floods that take seconds: as large as is needed to tell a bound from none. `npm run flood` pours those of docs/floods.md. */
const SHORT: FloodSizes = {
  readers: 40,
  readUpdates: 6_000,
  connections: 60,
  maxConnections: 20,
  writers: 10,
  writtenForMs: 1_000,
  keys: 3_000,
  maxMarketData: 500,
  orders: 4_000,
  maxOrders: 500,
};
/** What 40 readers would keep of 6,000 events of more than a kilobyte each, were anything kept for each, is three times as much. */
const MOST_MIB = 100;

async function poured(name: string): Promise<FloodReport> {
  const flood = FLOODS.get(name);
  if (flood === undefined) throw new Error(`there is no flood named ${name}`);
  const report = await runFlood(flood, SHORT, fileURLToPath(new URL('../../', import.meta.url)));
  expect([...report.faults, ...report.honest.failures]).toEqual([]);
  expect(report.honest.requests).toBeGreaterThan(10);
  return report;
}

describe('an honest client is served, and memory is bounded, under a flood of', () => {
  it('readers of events who read nothing', async () => {
    const { resident, figures } = await poured('slow-readers');
    expect(resident.most - resident.before).toBeLessThan(MOST_MIB);
    expect(figures['still connected']).toBe(SHORT.readers);
  });

  it('connections: those above the limit are closed at once, and those that send nothing soon', async () => {
    const { figures } = await poured('idle-connections');
    // The honest client has connections of its own.
    expect(figures['open at once']).toBeGreaterThan(10);
    expect(figures['open at once']).toBeLessThanOrEqual(SHORT.maxConnections);
  });

  it('durable writes of new orders while Redis does not answer', async () => {
    const { figures } = await poured('durable-writes');
    expect(figures['answers 503']).toBeGreaterThanOrEqual(SHORT.writers);
    expect(figures['new orders sent']).toBeGreaterThan(SHORT.maxOrders);
    expect(figures['orders held']).toBe(SHORT.maxOrders);
  });

  it('new keys of market data', async () => {
    expect((await poured('market-data')).figures).toEqual({ held: 500, refused: 2_500 });
  });

  it('new orders', async () => {
    const { held, refused } = (await poured('orders')).figures;
    expect([held, refused]).toEqual([SHORT.maxOrders, SHORT.orders - SHORT.maxOrders + 20]);
  });
});
