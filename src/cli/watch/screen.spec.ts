import { describe, expect, it } from '@jest/globals';
import { Screen } from './screen.js';

describe('a screen', () => {
  it('writes each frame at once over the former, clears nothing first, and gives the terminal back', () => {
    const written: string[] = [];
    const terminal = {
      columns: 5,
      rows: 4,
      write: (text: string) => written.push(text) > 0,
      on: () => terminal as never,
      off: () => terminal as never,
    };
    const screen = new Screen(terminal as never);
    screen.show(['a', '123456789']);
    screen.show(['1', '2', '3', '4', '5']);
    screen.close();
    expect(written).toEqual([
      '\u001b[?1049h\u001b[?25l',
      '\u001b[Ha\u001b[K\n12345\u001b[K\n\u001b[J',
      '\u001b[H1\u001b[K\n2\u001b[K\n… and\u001b[K\n\u001b[J',
      '\u001b[?25h\u001b[?1049l',
    ]);
  });
});
