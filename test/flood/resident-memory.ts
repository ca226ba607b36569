import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
/** How long memory may take to be given back. */
const REST_MS = 3_000;
const KIB_A_MIB = 1_024;

/** How much of a process was in memory (MiB). */
export interface Resident {
  readonly before: number;
  readonly most: number;
  readonly after: number;
}

/** Watches how much of a process is in memory. */
export class ResidentMemory {
  private readonly before: number;
  private most: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.before = this.most = residentOf(pid);
    this.timer = setInterval(() => this.look(), POLL_MS);
  }

  async end(): Promise<Resident> {
    this.look();
    clearInterval(this.timer);
    let after = residentOf(this.pid);
    for (let waited = 0; waited < REST_MS; waited += POLL_MS) {
      await sleep(POLL_MS);
      after = Math.min(after, residentOf(this.pid));
    }
    return { before: this.before, most: this.most, after };
  }

  private look(): void {
    this.most = Math.max(this.most, residentOf(this.pid));
  }
}

/** Linux tells it in a file of the process. */
function residentOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(?<size>\d+) kB$/m.exec(text)?.groups?.['size']) / KIB_A_MIB);
}
