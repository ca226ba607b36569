import { readFile } from 'node:fs/promises';
import { LineFault } from './line-fault.js';
import { parseLine } from './parse-line.js';
import { ReplayUsageError, StreamFormatError } from './replay.errors.js';
import type { StreamLine } from './stream.js';

/**
 * The lines of a recorded stream.
 *
 * @throws {StreamFormatError} naming the first line that is not one; {ReplayUsageError} if there is no such file.
 */
export async function readStream(file: string, isRaw = false): Promise<readonly StreamLine[]> {
  const lines: StreamLine[] = [];
  for (const [at, text] of (await textOf(file)).split('\n').entries()) {
    if (text.trim() === '') continue;
    try {
      const line = parseLine(text, isRaw);
      if (line !== null) lines.push(line);
    } catch (error) {
      if (error instanceof LineFault) throw new StreamFormatError(file, at + 1, error.message);
      throw error;
    }
  }
  return lines;
}

async function textOf(file: string): Promise<string> {
  try {
    // Some editors put a byte order mark before the first line.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new ReplayUsageError(
      `${file} cannot be read (${(cause as Error).message}). Name a file that exists.`,
      {
        cause,
      },
    );
  }
}
