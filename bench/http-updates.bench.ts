import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Child } from './child.js';
import { AT_A_TIME, livesUpTo, STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';

/** Updates of a request. */
const ITEMS = 100;
/** Requests that are under way at once, each on a connection that is kept. */
const IN_FLIGHT = 4;
/** Orders whose lives are sent in a round, at most. */
const MOST_ORDERS = 5_000;
const STORES = ['memory', 'file'] as const;
/** What empty handlers check of a request. */
const CHECKS = {
  dto: 'each update by class-validator',
  checked: 'each update as the cache does',
  envelope: 'the envelope only',
} as const;
const UPDATES = '/v1/scopes/bench/bench/order-updates';

/** A server and the path that is asked there. */
interface Target {
  readonly child: Child<string>;
  readonly path: string;
  /** How many updates of a request were applied. */
  readonly applied: number;
}

/** `POST order-updates` to the app, beside handlers that check the same and do nothing with it. Each server has a process of its own. */
export async function httpUpdates({ rounds, orders }: Plan): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trading-cache-bench-'));
  const [memory, file, empty] = await Promise.all([
    Child.start<string>('http.child.js', 'memory:'),
    Child.start<string>('http.child.js', `file:${folder}`),
    Child.start<string>('http.child.js', 'empty'),
  ]);
  const targets = {
    memory: { child: memory, path: UPDATES, applied: ITEMS },
    file: { child: file, path: UPDATES, applied: ITEMS },
    checked: { child: empty, path: '/checked', applied: 0 },
    dto: { child: empty, path: '/dto', applied: 0 },
    envelope: { child: empty, path: '/envelope', applied: 0 },
  };
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  let next = 0;
  try {
    const figures = await repeated(rounds, async () => {
      const first = next;
      next += Math.min(orders, MOST_ORDERS);
      return round(agent, targets, first, next);
    });
    const rows = Object.entries(CHECKS).flatMap(([name, checks]) =>
      STORES.flatMap((store): Row[] => {
        const other = name as keyof typeof CHECKS;
        const what = `of \`POST order-updates\` of ${ITEMS}, ${store} / of an empty handler that checks ${checks}`;
        return [
          {
            what: `speed ${what}`,
            values: ratios(figures[other], figures[store]),
            ...(other !== 'envelope' && { goal: { atLeast: 0.5 } }),
          },
          {
            what: `CPU time of an empty handler that checks ${checks} / of the same, ${store}`,
            values: ratios(figures[`${other}Cpu`], figures[`${store}Cpu`]),
          },
        ];
      }),
    );
    const took = STORES.map((store): Row => ({
      what: `a \`POST order-updates\` of ${ITEMS}, ${store}`,
      values: figures[store],
      unit: 'ms',
    }));
    return [...rows, ...took];
  } finally {
    agent.destroy();
    await Promise.all([memory, file, empty].map((child) => child.stop()));
    await rm(folder, { recursive: true });
  }
}

type Names = (typeof STORES)[number] | keyof typeof CHECKS;

/** Sends the lives of a thousand orders to each in turn. @returns the time and the CPU time of a request (ms). */
async function round(
  agent: Agent,
  targets: Readonly<Record<Names, Target>>,
  first: number,
  end: number,
): Promise<Record<Names | `${Names}Cpu`, number>> {
  const names = Object.keys(targets) as Names[];
  const sums = Object.fromEntries(
    names.flatMap((name) => [
      [name, 0],
      [`${name}Cpu`, 0],
    ]),
  ) as Record<Names | `${Names}Cpu`, number>;
  let requests = 0;
  for (let from = first; from < end; from += AT_A_TIME) {
    const bodies = bodiesOf(from);
    requests += bodies.length;
    for (const _ of names) {
      const name = names[0] as Names;
      names.push(names.shift() as Names);
      const target = targets[name];
      const cpuBefore = await target.child.ask<number>('cpu');
      const start = performance.now();
      const answers = await sendAll(agent, target, bodies);
      sums[name] += performance.now() - start;
      sums[`${name}Cpu`] += (await target.child.ask<number>('cpu')) - cpuBefore;
      for (const answer of answers) assertApplied(answer, target.applied);
    }
    names.push(names.shift() as Names);
  }
  for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] /= requests;
  return sums;
}

function bodiesOf(first: number): Buffer[] {
  const orders = Array.from({ length: AT_A_TIME }, (_, offset) => first + offset);
  const updates = livesUpTo(STEPS.length - 1, orders);
  return Array.from({ length: updates.length / ITEMS }, (_, at) =>
    Buffer.from(JSON.stringify({ updates: updates.slice(at * ITEMS, (at + 1) * ITEMS) })),
  );
}

/** Sends all; the last one to the app is answered when its store has everything, so that nothing is left over to others' time. */
async function sendAll(agent: Agent, target: Target, bodies: readonly Buffer[]): Promise<string[]> {
  const answers: string[] = [];
  let next = 0;
  const sendOn = async (): Promise<void> => {
    for (let at = next++; at < bodies.length - 1; at = next++)
      answers[at] = await post(agent, target, target.path, bodies[at] as Buffer);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendOn));
  const last = target.applied > 0 ? `${target.path}?durable=true` : target.path;
  answers.push(await post(agent, target, last, bodies.at(-1) as Buffer));
  return answers;
}

async function post(agent: Agent, { child }: Target, path: string, body: Buffer): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    authorization: 'Bearer bench',
  };
  const sent = request(child.begin + path, { agent, method: 'POST', headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${answer}`);
  return answer;
}

function assertApplied(answer: string, expected: number): void {
  const applied = answer.split('"outcome":"applied"').length - 1;
  if (applied !== expected) throw new Error(`${applied} updates of a request were applied`);
}
