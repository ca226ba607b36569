import type { LoadConfig } from '../children/load-config.js';
import { StoreProcess } from '../store-process.js';
import type { Bounds } from './verdict.js';

/** An acknowledgement of a load process: a `flush()` that resolved. Times are of the monotonic clock that all processes share (ns). */
export interface Acknowledgement {
  /** Everything up to this update was applied before the flush. */
  readonly number: number;
  readonly sequence: number;
  readonly survives: string;
  readonly began: bigint;
  readonly resolved: bigint;
}

/** How a load process stopped writing by itself. */
export interface Ended {
  readonly code: string;
  /** The code with which it refused the next change, or `accepted`. */
  readonly next: string;
  readonly state: string;
  readonly message: string;
}

/** A process that applies a numbered stream to a cache and flushes, as `children/load.child.ts` does, and what it has said so far. */
export class LoadProcess {
  readonly acknowledgements: Acknowledgement[] = [];
  readonly faults: string[] = [];
  /** The number of the last update that it may have applied. */
  sent = 0;
  /** The number up to which every update was acknowledged. */
  acknowledged = 0;
  ended: Ended | null = null;
  isOpen = false;
  /** Why it could not open the scope. */
  refused: string | null = null;
  private reached = 0;
  private isClosed = false;

  private constructor(private readonly process: StoreProcess) {
    process.onLine((line) => this.take(line));
  }

  static start(child: string, config: LoadConfig): LoadProcess {
    return new LoadProcess(StoreProcess.node(child, JSON.stringify(config)));
  }

  get pid(): number {
    return this.process.pid;
  }

  /** How far its stream has come. */
  get bounds(): Bounds {
    return { acknowledged: this.acknowledged, sent: this.sent };
  }

  /** Waits until it has opened the scope. */
  async opened(): Promise<void> {
    await this.until(() => this.isOpen || this.refused !== null);
    if (this.refused !== null) throw new Error(`the load was refused: ${this.refused}`);
  }

  /** Lets it apply updates up to a number, never further ahead of what is acknowledged than `lead`. */
  run(last = Infinity, lead = 2_000): void {
    this.process.say(`run ${last} ${lead}`);
  }

  /** Waits until it applied every update up to this one. */
  at(number: number): Promise<void> {
    return this.until(() => this.reached >= number || this.ended !== null);
  }

  /** Waits for an acknowledgement of a flush that began after a moment. @returns the first. */
  async acknowledgementSince(moment: bigint, number = 0): Promise<Acknowledgement> {
    let found: Acknowledgement | undefined;
    let seen = 0;
    await this.until(() => {
      for (; found === undefined && seen < this.acknowledgements.length; seen++) {
        const each = this.acknowledgements[seen] as Acknowledgement;
        if (each.began > moment && each.number >= number) found = each;
      }
      return found !== undefined || this.ended !== null;
    });
    if (found === undefined) throw new Error(`the load ended: ${this.ended?.message}`);
    return found;
  }

  /** Waits until it was acknowledged so many times. */
  acknowledgedTimes(count: number): Promise<void> {
    return this.until(() => this.acknowledgements.length >= count || this.ended !== null);
  }

  /** Waits until something is so, which changes only as it says something. */
  until(isSo: () => boolean): Promise<void> {
    return this.process.until(isSo);
  }

  suspend(): void {
    this.process.signal('SIGSTOP');
  }

  resume(): void {
    this.process.signal('SIGCONT');
  }

  /** Ends it as a crash does, and hears what it said until then. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  /** Lets it write what is left, give the scope back, and end. */
  async close(): Promise<void> {
    this.process.say('close');
    await this.until(() => this.isClosed);
    await this.process.end();
  }

  private take(line: string): void {
    const [word, ...rest] = line.split(' ');
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = rest;
    if (word === 'OPEN') this.isOpen = true;
    else if (word === 'SENT') this.sent = Number(first);
    else if (word === 'AT') this.reached = Number(first);
    else if (word === 'CLOSED') this.isClosed = true;
    else if (word === 'REFUSED') this.refused = rest.join(' ');
    else if (word === 'FAULT') this.faults.push(rest.join(' '));
    else if (word === 'ACK') {
      const [number, sequence] = [Number(first), Number(second)];
      const [began, resolved] = [BigInt(fourth), BigInt(fifth)];
      this.acknowledgements.push({ number, sequence, survives: third, began, resolved });
      this.acknowledged = Math.max(this.acknowledged, number);
    } else if (word === 'ENDED')
      this.ended = { code: first, next: second, state: third, message: rest.slice(3).join(' ') };
  }
}
