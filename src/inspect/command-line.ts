import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { InspectUsageError } from './inspect.errors.js';

const STDIN = '-';

/** Reads the arguments of a command. @throws {InspectUsageError} saying what is wrong with them, and how they should be. */
export function readCommandLine<T extends ParseArgsConfig & { readonly args: readonly string[] }>(
  config: T,
  usage: string,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new InspectUsageError(`${(cause as Error).message}\n${usage}`, { cause });
  }
}

/** A file as text, `-` for the standard input. @throws {InspectUsageError} if it cannot be read. */
export async function readText(file: string): Promise<string> {
  if (file === STDIN) return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new InspectUsageError(`${file} cannot be read (${reason}). Name a file that exists.`, { cause });
  }
}

/** Writes lines to a file, or to the standard output. @throws {InspectUsageError} if the file cannot be written. */
export async function writeLines(lines: AsyncIterable<string>, file: string | undefined): Promise<void> {
  const ended = async function* (): AsyncGenerator<string> {
    for await (const line of lines) yield `${line}\n`;
  };
  if (file === undefined) return pipeline(ended, process.stdout, { end: false });
  const out = createWriteStream(file);
  const opened = new Promise<void>((resolve, reject) =>
    out.once('open', () => resolve()).once('error', reject),
  );
  await opened.catch((cause: Error) => {
    throw new InspectUsageError(`${file} cannot be written (${cause.message}). Name another file.`, {
      cause,
    });
  });
  await pipeline(ended, out);
}
