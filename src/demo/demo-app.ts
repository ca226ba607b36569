import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DemoAppError } from './demo.errors.js';
import type { FromApp, ToApp } from './demo-message.js';

const MAIN = fileURLToPath(new URL('./app.main.js', import.meta.url));

/** The process of the app, which is started again whenever it ends. */
export class DemoApp {
  /** Where it answers, once it did. */
  url: string | null = null;
  private child: ChildProcess | null = null;
  private isEnding = false;
  private failed!: (error: Error) => void;
  /** Rejects if the app cannot start. */
  readonly failure = new Promise<never>((_, reject) => (this.failed = reject));

  /** @param heard what the app tells. @param ended is told when the app is gone and another one was started. */
  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly heard: (message: FromApp) => void,
    private readonly ended: () => void,
  ) {
    // Whoever waits for it hears of it; until then it is nobody's.
    this.failure.catch(() => undefined);
    this.start();
  }

  /** Tells the app something. One that is gone does not hear it. */
  tell(message: ToApp): void {
    // A process that was killed may not have been noticed yet.
    if (this.child?.connected === true) this.child.send(message, () => undefined);
  }

  /** Kills the process as a crash would: it can do nothing about it. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Closes the app in order, for good. */
  async close(): Promise<void> {
    this.isEnding = true;
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  private start(): void {
    // A process group of its own: Ctrl-C is for the supervisor, which ends the app when it has compared.
    const child = fork(MAIN, [], {
      env: this.environment,
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let isListening = false;
    child.on('message', (message) => {
      const told = message as FromApp;
      if (told.kind === 'listening') {
        isListening = true;
        this.url = told.url;
        // It comes back where it was.
        this.environment['PORT'] = new URL(told.url).port || '80';
      }
      this.heard(told);
    });
    child.once('exit', (code, signal) => {
      if (this.isEnding) return;
      if (!isListening && signal !== 'SIGKILL') return this.failed(new DemoAppError(`exit code ${code}`));
      this.start();
      this.ended();
    });
    this.child = child;
  }
}
