import type { WriteStream } from 'node:tty';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const END_OF_LINE = '\u001b[K';
const END_OF_SCREEN = '\u001b[J';

/**
 * A terminal that shows one frame after the other. Each is written at once over the one before, and nothing is cleared first: so it does
 * not flicker. What was there before comes back when it is closed.
 */
export class Screen {
  private frame: readonly string[] = [];
  private readonly resized = (): void => this.draw();

  constructor(private readonly terminal: Pick<WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>) {
    terminal.write(ENTER);
    terminal.on('resize', this.resized);
  }

  show(frame: readonly string[]): void {
    this.frame = frame;
    this.draw();
  }

  close(): void {
    this.terminal.off('resize', this.resized);
    this.terminal.write(LEAVE);
  }

  private draw(): void {
    const { columns, rows } = this.terminal;
    const lines = this.frame.slice(0, Math.max(rows - 1, 1));
    const hidden = this.frame.length - lines.length;
    if (hidden > 0) lines[lines.length - 1] = `… and ${hidden + 1} more lines: make the window higher`;
    const text = lines.map((line) => `${line.slice(0, columns)}${END_OF_LINE}\n`);
    this.terminal.write(`${HOME}${text.join('')}${END_OF_SCREEN}`);
  }
}
