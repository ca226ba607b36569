import { appKill } from './app-kill.cycle.js';
import { backlog } from './backlog.cycle.js';
import type { Cycle } from './cycle.js';
import { failover } from './failover.cycle.js';
import { handlerKill } from './handler-kill.cycle.js';
import { serverGap } from './server-gap.cycle.js';
import { serverKill } from './server-kill.cycle.js';
import { snapshot } from './snapshot.cycle.js';
import { staleWriter } from './stale-writer.cycle.js';
import { twoProcesses } from './two-processes.cycle.js';

/** A row of the table that `npm run cycles` prints: a kind of cycles, and how many unless told otherwise. */
export interface Row {
  readonly cycles: number;
  readonly cycle: Cycle;
}

/** By name, in the order in which they run. */
export const ROWS: ReadonlyMap<string, Row> = new Map([
  ['app-kill', { cycles: 100, cycle: appKill('redis') }],
  ['app-kill-file', { cycles: 100, cycle: appKill('file') }],
  ['handler-kill', { cycles: 200, cycle: handlerKill(false) }],
  ['handler-kill-throwing', { cycles: 200, cycle: handlerKill(true) }],
  ['two-processes', { cycles: 30, cycle: twoProcesses }],
  ['stale-writer', { cycles: 30, cycle: staleWriter }],
  ['server-kill', { cycles: 30, cycle: serverKill }],
  ['server-gap', { cycles: 30, cycle: serverGap }],
  ['snapshot', { cycles: 40, cycle: snapshot }],
  // The first without a kill.
  ['backlog', { cycles: 21, cycle: backlog({ symbols: 200, blockLimitMs: 50 }) }],
  ['backlog-one-symbol', { cycles: 6, cycle: backlog({ symbols: 1, blockLimitMs: 15 }) }],
  ...(['cluster', 'sentinel'] as const).flatMap((deployment): [string, Row][] => {
    const row = (durability: 'continuous' | 'replicated', isCut: boolean): Row => ({
      cycles: 10,
      cycle: failover({ deployment, durability, isCut }),
    });
    return [
      [`${deployment}-continuous`, row('continuous', false)],
      [`${deployment}-replicated`, row('replicated', false)],
      [`${deployment}-replicated-cut`, row('replicated', true)],
      [`${deployment}-continuous-cut`, row('continuous', true)],
    ];
  }),
]);
