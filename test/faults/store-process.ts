import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A child of these tests: it writes a line for each thing that it did. */
export class StoreProcess {
  readonly lines: string[] = [];
  private errors = '';
  private readonly output: Interface;
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.output = createInterface({ input: child.stdout });
    this.output.on('line', (line) => this.lines.push(line));
    child.stderr.on('data', (data: Buffer) => (this.errors += data.toString()));
    // What is said to one that was killed is lost.
    child.stdin.on('error', () => undefined);
    // `close` comes when everything that it wrote has been read.
    this.ended = once(child, 'close');
  }

  static node(script: string, ...parameters: string[]): StoreProcess {
    return StoreProcess.command(process.execPath, script, ...parameters);
  }

  static command(command: string, ...parameters: string[]): StoreProcess {
    return new StoreProcess(spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Waits until it wrote so many lines. @returns the last of them. */
  async line(count: number): Promise<string> {
    await this.until(() => this.lines.length >= count);
    return this.lines[count - 1] as string;
  }

  /** Waits until something is so, which changes only as it writes lines. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await Promise.race([once(this.output, 'line'), this.ended]);
      if (this.isGone && !isSo())
        throw new Error(`the child ended early:\n${this.lines.at(-1) ?? ''}\n${this.errors}`);
    }
  }

  /** Hears each line that it writes from now on. */
  onLine(listener: (line: string) => void): void {
    this.output.on('line', listener);
  }

  /** Lets it go on: children wait for a line where the test decides when. */
  go(): void {
    this.say('go');
  }

  /** Writes a line to it. */
  say(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Waits for its end, and until all its output is read. @returns its exit code, or the signal that ended it. */
  async end(): Promise<number | NodeJS.Signals> {
    await this.ended;
    return this.child.exitCode ?? (this.child.signalCode as NodeJS.Signals);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it as a crash does, and waits until it is gone and all its output is read. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private get isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
