import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from '../support/app-process.js';
import type { Flood, FloodTarget } from './flood.js';
import { SCOPE, updatesOf } from './messages.js';
import { Pipeline } from './pipeline.js';

const BATCH = 1_000;
const SENT_AT_ONCE = 200;
const POLL_MS = 100;
/** Long ids make large events. */
const PADDING = 'x'.repeat(400);

/** The floods, by name. */
export const FLOODS: ReadonlyMap<string, Flood> = new Map<string, Flood>([
  [
    'slow-readers',
    {
      what: ({ readers, readUpdates }) =>
        `${readers} readers of events who read nothing, ${readUpdates} updates`,
      needsRedis: false,
      environment: () => ({}),
      pour: slowReaders,
    },
  ],
  [
    'idle-connections',
    {
      what: ({ connections, maxConnections }) =>
        `${connections} connections that send nothing, of ${maxConnections} at most`,
      needsRedis: false,
      environment: ({ maxConnections }) => ({ MAX_CONNECTIONS: String(maxConnections) }),
      pour: idleConnections,
    },
  ],
  [
    'durable-writes',
    {
      what: ({ writers, writtenForMs }) =>
        `${writers} writers with durable=true for ${writtenForMs / 1_000} s, Redis stopped`,
      needsRedis: true,
      environment: ({ maxOrders }) => ({ MAX_ORDERS: String(maxOrders) }),
      pour: durableWrites,
    },
  ],
  [
    'market-data',
    {
      what: ({ keys, maxMarketData }) => `${keys} keys of market data, of ${maxMarketData} at most`,
      needsRedis: false,
      environment: ({ maxMarketData }) => ({ MAX_MARKET_DATA: String(maxMarketData) }),
      pour: marketData,
    },
  ],
  [
    'orders',
    {
      what: ({ orders, maxOrders }) => `${orders} new orders, of ${maxOrders} at most`,
      needsRedis: false,
      environment: ({ maxOrders }) => ({ MAX_ORDERS: String(maxOrders) }),
      pour: newOrders,
    },
  ],
]);

async function slowReaders({ app, sizes }: FloodTarget): Promise<Awaited<ReturnType<Flood['pour']>>> {
  const sockets = await openMany(app, sizes.readers);
  for (const socket of sockets) {
    socket.pause();
    socket.write(`GET ${SCOPE}/events HTTP/1.1\r\nHost: ${new URL(app.address).host}\r\n\r\n`);
  }
  const pipeline = await Pipeline.open(app.address);
  for (let at = 0; at < sizes.readUpdates; at += BATCH / 10) {
    const body = updatesOf(0, BATCH / 10, () => ({
      reason: PADDING,
      price: String(1 + at),
      timestamp: 1_700_000_000_000 + at,
    }));
    await pipeline.send([{ method: 'POST', path: `${SCOPE}/order-updates`, body }]);
  }
  pipeline.close();
  const left = sockets.filter(({ destroyed }) => !destroyed).length;
  for (const socket of sockets) socket.destroy();
  return { figures: { 'still connected': left }, faults: faultsOf(pipeline, '200') };
}

/** They come, and stay as long as the app lets them. */
async function idleConnections({ app, sizes }: FloodTarget): Promise<Awaited<ReturnType<Flood['pour']>>> {
  const began = performance.now();
  const sockets = await openMany(app, sizes.connections);
  // Those above the limit are closed at once: by then they are.
  await sleep(1_000);
  const open = (): number => sockets.filter(({ closed }) => !closed).length;
  const held = open();
  while (open() > 0 && performance.now() - began < 30_000) await sleep(POLL_MS);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const faults = open() === 0 ? [] : [`${open()} connections were never closed`];
  if (held > sizes.maxConnections) faults.push(`${held} connections were open at once`);
  for (const socket of sockets) socket.destroy();
  return { figures: { 'open at once': held, 'all closed after (s)': seconds }, faults };
}

async function durableWrites({
  app,
  redis,
  sizes,
}: FloodTarget): Promise<Awaited<ReturnType<Flood['pour']>>> {
  redis?.suspend();
  const until = performance.now() + sizes.writtenForMs;
  let next = 0;
  const counts = new Map<string, number>();
  const write = async (): Promise<void> => {
    const pipeline = await Pipeline.open(app.address);
    while (performance.now() < until) {
      const body = updatesOf(next, BATCH / 10);
      next += BATCH / 10;
      await pipeline.send([{ method: 'POST', path: `${SCOPE}/order-updates?durable=true`, body }]);
    }
    for (const [status, count] of pipeline.statuses) counts.set(status, (counts.get(status) ?? 0) + count);
    pipeline.close();
  };
  await Promise.all(Array.from({ length: sizes.writers }, write));
  const held = await limitOf(app, 'orders');
  redis?.resume();
  const began = performance.now();
  while (!(await app.request(`${SCOPE}/sync`, { method: 'POST' })).ok) await sleep(POLL_MS);
  const figures = {
    'answers 503': counts.get('503') ?? 0,
    'new orders sent': next,
    'orders held': held.held,
    'written after (s)': Math.ceil((performance.now() - began) / 1_000),
  };
  const wrong = [...counts.keys()].filter((status) => status !== '503');
  const faults = wrong.map(
    (status) => `${counts.get(status)} durable writes were answered with ${status} while Redis was stopped`,
  );
  return { figures, faults: [...faults, ...held.faults] };
}

async function marketData({ app, sizes }: FloodTarget): Promise<Awaited<ReturnType<Flood['pour']>>> {
  const pipeline = await Pipeline.open(app.address);
  const body = JSON.stringify({ price: '100', size: '1', timestamp: 1_700_000_000_000 });
  for (let at = 0; at < sizes.keys; at += SENT_AT_ONCE)
    await pipeline.send(
      Array.from({ length: Math.min(SENT_AT_ONCE, sizes.keys - at) }, (_, place) => ({
        method: 'PUT',
        path: `${SCOPE}/market-data/FLOOD-${at + place}/trade`,
        body,
      })),
    );
  const { held, refused, faults } = await limitOf(app, 'marketData');
  pipeline.close();
  return {
    figures: { held, refused },
    faults: [...faults, ...faultsOf(pipeline, '204', '503'), ...countFaults(held, refused, sizes.keys)],
  };
}

async function newOrders({ app, sizes }: FloodTarget): Promise<Awaited<ReturnType<Flood['pour']>>> {
  const before = await limitOf(app, 'orders');
  const pipeline = await Pipeline.open(app.address);
  for (let at = 0; at < sizes.orders; at += BATCH)
    await pipeline.send([
      {
        method: 'POST',
        path: `${SCOPE}/order-updates`,
        body: updatesOf(at, Math.min(BATCH, sizes.orders - at)),
      },
    ]);
  const { held, refused, faults } = await limitOf(app, 'orders');
  pipeline.close();
  return {
    figures: { held, refused },
    faults: [
      ...faults,
      ...faultsOf(pipeline, '200'),
      ...countFaults(held - before.held, refused, sizes.orders),
    ],
  };
}

/** How full the app says that it is, and whether that is more than may be. */
async function limitOf(
  app: AppProcess,
  limit: string,
): Promise<{ readonly held: number; readonly refused: number; readonly faults: readonly string[] }> {
  const text = await (await app.request('/metrics')).text();
  const read = (name: string): number =>
    Number(
      new RegExp(`^trading_cache_${name}{[^}]*limit="${limit}"} (?<value>\\S+)$`, 'm').exec(text)?.groups?.[
        'value'
      ],
    );
  const used = read('limit_used_ratio');
  const most = limit === 'orders' ? 'MAX_ORDERS' : 'MAX_MARKET_DATA';
  const held = Math.round(used * Number(app.environment[most]));
  return {
    held,
    refused: read('limit_refused_total'),
    faults: used <= 1 ? [] : [`${held} ${limit} are held, more than ${most}`],
  };
}

function countFaults(taken: number, refused: number, sent: number): string[] {
  return taken + refused === sent
    ? []
    : [`of ${sent} that were sent, ${taken} were taken and ${refused} refused`];
}

function faultsOf({ statuses }: Pipeline, ...expected: readonly string[]): string[] {
  return Array.from(statuses)
    .filter(([status]) => !expected.includes(status))
    .map(([status, count]) => `${count} answers of ${status}`);
}

async function openMany(app: AppProcess, count: number): Promise<readonly Socket[]> {
  const { hostname, port } = new URL(app.address);
  return Promise.all(
    Array.from({ length: count }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      // Otherwise it would never be told that the app has closed it.
      socket.resume();
      return new Promise<Socket>((resolve) => {
        socket.once('connect', () => resolve(socket));
        socket.once('close', () => resolve(socket));
      });
    }),
  );
}
