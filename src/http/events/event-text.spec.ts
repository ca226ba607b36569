import { expect, it } from '@jest/globals';
import { eventText, greeting } from './event-text.js';
import type { EventName } from './event-names.js';

it('writes an event on three lines, whatever is in it', () => {
  const data = { orderId: 'a\nevent: forged\r\ndata: {}\n\n', reason: 'b\r\u2028c' };
  const name = 'fill\nevent: forged' as EventName;
  const text = eventText('1\r\nid: 2\0', name, data);
  expect(text.split(/\r\n|\r|\n/)).toEqual([
    'id: 1id: 2',
    'event: fillevent: forged',
    expect.stringMatching(/^data: \{/),
    '',
    '',
  ]);
  expect(JSON.parse(text.slice(text.indexOf('data: ') + 6))).toEqual(data);
});

it('says where a reader stands before its first event', () => {
  expect(greeting('a.1\n', 1_000)).toBe('retry: 1000\nid: a.1\n\n');
});
