import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { progressOn } from './progress.js';

/** A stream that keeps what is written to it. */
class Kept extends Writable {
  text = '';
  readonly columns = 80;

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function shown(isTTY: boolean): Promise<string> {
  const stream = new Kept(isTTY);
  const progress = await progressOn(stream as unknown as NodeJS.WriteStream);
  progress.begin('recording', 2);
  progress.step();
  progress.step();
  progress.end();
  return stream.text;
}

it('a terminal is shown how far a recording is', async () => {
  expect(await shown(true)).toContain('0/2 recording');
});

it('a file or a pipe is not', async () => {
  expect(await shown(false)).toBe('');
});
