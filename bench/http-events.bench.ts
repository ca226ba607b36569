import { Child } from './child.js';
import type { ReadersQuestion } from './http-readers.child.js';
import { AT_A_TIME } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';
import { DRIVEN } from './update-driver.js';
import type { Drive, Driven } from './update-driver.js';

/** Updates a second. */
const PER_SECOND = 1_000;
/** How many read the events at once. */
const READERS = [1, 10, 100] as const;
const EVENTS = '/v1/scopes/bench/bench/events';
const AUTHORIZATION = 'Bearer bench';

/** Events to readers in another process, while the app applies updates at a steady rate: their lag, and what they cost the app. */
export async function httpEvents({ rounds }: Plan): Promise<Row[]> {
  const [app, readers] = await Promise.all([
    Child.start<string>('http.child.js', 'memory:'),
    Child.start<string>('http-readers.child.js'),
  ]);
  let first = 0;
  let turn = 0;
  try {
    const figures = await repeated(rounds, async () => {
      const measured: Record<string, number> = {};
      const counts = [0, ...READERS];
      for (const at of counts.keys()) {
        const count = counts[(at + turn) % counts.length] as number;
        Object.assign(measured, await measure(app, readers, count, first));
        first += AT_A_TIME;
      }
      turn++;
      return measured;
    });
    const of = (name: string): readonly number[] => figures[name] as readonly number[];
    return READERS.flatMap((count): Row[] => {
      const who = count === 1 ? '1 reader' : `${count} readers`;
      return [
        {
          what: `lag of events to ${who}, p50`,
          values: of(`p50 ${count}`),
          unit: 'ms',
        },
        { what: `lag of events to ${who}, p99`, values: of(`p99 ${count}`), unit: 'ms' },
        {
          what: `CPU time of the app for an update with ${who} / without any`,
          values: ratios(of(`cpu ${count}`), of('cpu 0')),
        },
        { what: `how late an update is taken with ${who}, p99`, values: of(`late ${count}`), unit: 'ms' },
      ];
    }).concat([
      { what: 'how late an update is taken without readers, p99', values: of('late 0'), unit: 'ms' },
    ]);
  } finally {
    await Promise.all([app, readers].map((child) => child.stop()));
  }
}

async function measure(
  app: Child<string>,
  readers: Child<string>,
  count: number,
  first: number,
): Promise<Record<string, number>> {
  const open: ReadersQuestion = { open: count, url: app.begin + EVENTS, authorization: AUTHORIZATION };
  await readers.ask(open);
  const { at, late, cpuMs } = await app.ask<Driven>({ first, perSecond: PER_SECOND } satisfies Drive);
  const take: ReadersQuestion = { take: DRIVEN };
  const arrivals = await readers.ask<readonly (readonly number[])[]>(take);
  const lags = arrivals.flatMap((times) => times.map((time, update) => time - (at[update] as number)));
  return {
    [`p50 ${count}`]: quantile(lags, 0.5),
    [`p99 ${count}`]: quantile(lags, 0.99),
    [`late ${count}`]: quantile(late, 0.99),
    [`cpu ${count}`]: cpuMs / DRIVEN,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}
