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

function shown(isTTY: boolean): string {
  const stream = new Kept(isTTY);
  const progress = progressOn(stream as unknown as NodeJS.WriteStream);
  progress.begin('recording', 250);
  for (let line = 0; line < 250; line += 1) progress.step();
  progress.end();
  return stream.text;
}

it('a terminal is shown how far a recording is, on one line that is gone in the end', () => {
  const lines = shown(true).split('\r\u001B[K');
  expect(lines).toEqual(['', '0/250 recording', '100/250 recording', '200/250 recording', '']);
});

it('a file or a pipe is not', () => {
  expect(shown(false)).toBe('');
});
