import { FLOODS } from './floods.js';
import { WHOLE } from './flood.js';
import type { FloodReport } from './flood.js';
import { runFlood } from './run-flood.js';

const USAGE = `Usage: npm run flood -- [NAME…]
Names: ${[...FLOODS.keys()].join(', ')}; all of them unless given. docs/floods.md says what each does.`;

function row({ resident, honest, figures }: FloodReport): string {
  const { before, most, after } = resident;
  const told = Object.entries(figures).map(([what, value]) => `${what} ${value}`);
  const times = [honest.p50Ms, honest.p99Ms, honest.mostMs].map((ms) => ms.toFixed(1)).join(' / ');
  return [
    `resident (MiB) before ${before}, at most ${most}, after ${after}`,
    `honest client: ${honest.requests} requests, p50 / p99 / most ${times} ms, ${honest.failures.length} failures`,
    ...told,
  ].join('\n  ');
}

const given = process.argv.slice(2);
const unknown = given.filter((name) => !FLOODS.has(name));
if (unknown.length > 0) {
  process.stderr.write(`There are no floods named ${unknown.join(', ')}.\n${USAGE}\n`);
  process.exit(2);
}
let isWell = true;
for (const [name, flood] of FLOODS) {
  if (given.length > 0 && !given.includes(name)) continue;
  process.stdout.write(`${name}: ${flood.what(WHOLE)}\n`);
  const began = performance.now();
  const report = await runFlood(flood, WHOLE, process.cwd());
  process.stdout.write(`  ${row(report)}\n  took ${Math.round((performance.now() - began) / 1_000)} s\n`);
  const faults = [...report.faults, ...report.honest.failures.slice(0, 10)];
  for (const fault of faults) process.stdout.write(`  FAULT ${fault}\n`);
  isWell &&= faults.length === 0;
}
process.exit(isWell ? 0 : 1);
