import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = new URL('../../', import.meta.url);
const POLL_MS = 50;

/** The app as a user starts it: `npm start` without npm, in a process of its own. */
export class AppProcess {
  private text = '';
  private foundAddress: string | null = null;

  private constructor(
    private readonly child: ChildProcess,
    /** What it was started with. */
    readonly environment: Readonly<Record<string, string>>,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.text += data.toString();
        this.foundAddress ??= /Listening on (http:[^\s"]+)/.exec(this.text)?.[1] ?? null;
      });
    }
  }

  /** Starts the app on a free port; what it says of itself is in `output`. */
  static spawn(
    environment: Readonly<Record<string, string>>,
    [command, ...args]: readonly [string, ...string[]] = [process.execPath, 'scripts/start.mjs'],
    cwd: string | URL = ROOT,
  ): AppProcess {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new AppProcess(child, environment);
  }

  get output(): string {
    return this.text;
  }

  /** Where it answers, once it listens. */
  get address(): string {
    return this.foundAddress as string;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Waits until it answers at all. */
  async listening(): Promise<this> {
    while (this.foundAddress === null) {
      if (this.child.exitCode !== null) throw new Error(`the app ended:\n${this.text}`);
      await sleep(POLL_MS);
    }
    return this;
  }

  /** Waits until `/health/ready` answers 200. */
  async ready(): Promise<this> {
    await this.listening();
    while (!(await this.request('/health/ready')).ok) {
      if (this.child.exitCode !== null) throw new Error(`the app ended:\n${this.text}`);
      await sleep(POLL_MS);
    }
    return this;
  }

  request(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.address}${path}`, init);
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Sends a signal. @returns the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const exit = this.exit();
    this.child.kill(signal);
    return exit;
  }

  /** Waits for the end. @returns the exit code, or the signal that ended it. */
  async exit(): Promise<number | NodeJS.Signals> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? (this.child.signalCode as NodeJS.Signals);
  }
}
