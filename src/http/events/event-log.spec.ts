import { expect, it } from '@jest/globals';
import { EventLog } from './event-log.js';

function event(text: string) {
  return { event: 'fill', exchange: undefined, symbol: undefined, bytes: Buffer.from(text) };
}

it('keeps the newest events up to its capacity, by their numbers', () => {
  const log = new EventLog(10);
  expect([log.first, log.last]).toEqual([1, 0]);
  for (const text of ['aaaa', 'bbbb', 'cccc', 'dd']) log.append(event(text));
  expect([log.first, log.last]).toEqual([2, 4]);
  expect([1, 2, 3, 4, 5].map((number) => log.at(number)?.bytes.toString())).toEqual([
    undefined,
    'bbbb',
    'cccc',
    'dd',
    undefined,
  ]);
});

it('goes on with its numbers after an event that is larger than its capacity', () => {
  const log = new EventLog(10);
  log.append(event('a'));
  log.append(event('b'.repeat(11)));
  expect([log.first, log.last]).toEqual([3, 2]);
  log.append(event('c'));
  expect(log.at(3)?.bytes.toString()).toBe('c');
});

it('stays small however many events there were', () => {
  const log = new EventLog(100);
  for (let number = 1; number <= 10_000; number++) {
    log.append(event(String(number).padStart(5, '0')));
    expect(log.last - log.first).toBeLessThan(20);
    expect(log.at(number)?.bytes.toString()).toBe(String(number).padStart(5, '0'));
  }
});

it('joins the events after a number once for all who stand there', () => {
  const log = new EventLog(100);
  for (const text of ['aa', 'bb', 'cc', 'dd']) log.append(event(text));
  const chunk = log.chunkAfter(1, 4);
  expect([chunk.last, chunk.bytes?.toString()]).toEqual([3, 'bbcc']);
  expect(log.chunkAfter(1, 4)).toBe(chunk);
  expect(log.chunkAfter(3, 4).bytes?.toString()).toBe('dd');
  expect(log.chunkAfter(4, 4)).toEqual({ last: 4, bytes: null });
  log.append(event('ee'));
  expect(log.chunkAfter(4, 4)).toEqual({ last: 5, bytes: Buffer.from('ee') });
  expect(log.chunkAfter(3, 4).bytes?.toString()).toBe('ddee');
  expect(log.partAfter(1, 4, ({ bytes }) => bytes.toString() !== 'cc')).toEqual({
    last: 4,
    bytes: Buffer.from('bbdd'),
  });
});
