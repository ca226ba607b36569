import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that answers questions, one at a time. */
export class Child<Begin> {
  private constructor(
    private readonly process: ChildProcess,
    /** What it says first. */
    readonly begin: Begin,
  ) {}

  /** @param file a compiled file of this folder. */
  static async start<Begin>(file: string, ...args: readonly string[]): Promise<Child<Begin>> {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const child = fork(path, args, { serialization: 'advanced' });
    return new Child(child, (await answerOf(child)) as Begin);
  }

  async ask<Answer>(question: unknown): Promise<Answer> {
    this.process.send(question as object);
    return (await answerOf(this.process)) as Answer;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.disconnect();
    await exit;
  }
}

/** What a child does: it says something first, answers each question, and ends with who asks. */
export function answerQuestions(begin: unknown, answer: (question: never) => unknown): void {
  process.on('message', (question) => {
    void Promise.resolve(answer(question as never)).then((answered) => process.send?.(answered));
  });
  process.once('disconnect', () => process.exit());
  process.send?.(begin);
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const ended = once(child, 'exit', over).then(([status, signal]: unknown[]) => {
    throw new Error(`a process of the bench ended with ${String(status ?? signal)}`);
  });
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', over), ended])) as unknown[];
    return message;
  } finally {
    over.abort();
  }
}
