import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { OrderUpdate } from '../../src/index.js';
import type { PositionMessage } from '../../src/testing/index.js';
import { sampleStreams } from '../../src/testing/simulator/sample-streams.js';

const FOLDER = new URL('../../examples/streams/', import.meta.url);

type Line =
  | { readonly kind: 'order'; readonly order: OrderUpdate }
  | { readonly kind: 'position'; readonly position: PositionMessage };

it('the sample streams are what the simulator makes', () => {
  const made = new Map(sampleStreams().map(({ file, text }) => [file, text]));
  const shipped = new Map(
    readdirSync(FOLDER).map((file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')]),
  );
  expect(shipped).toEqual(made);
});

it('the sample streams are short, and show every way of an order and of a position', () => {
  const streams = sampleStreams().map(({ text }) => linesOf(text));
  expect(streams.filter((lines) => lines.length > 200)).toEqual([]);
  const lines = streams.flat();
  const orders = lines.flatMap((line) => (line.kind === 'order' ? [line.order] : []));
  expect(new Set(orders.map(({ status }) => status))).toEqual(
    new Set(['ACCEPTED', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED']),
  );
  expect(new Set(orders.map(({ contractSize }) => contractSize))).toEqual(new Set(['1', '0.01']));
  expect(orders.some(({ status, filled }) => status === 'CANCELED' && filled !== '0')).toBe(true);
  expect(orders.some(({ fee }) => fee?.startsWith('-'))).toBe(true);
  expect(streams.some((stream) => steps(stream).has('flips'))).toBe(true);
  expect(streams.some((stream) => steps(stream).has('goes flat'))).toBe(true);
});

it('the stream of late and repeated messages has both', () => {
  const stream = sampleStreams().find(({ file }) => file === 'late-and-twice.jsonl');
  const lines = stream?.text.trimEnd().split('\n') ?? [];
  expect(new Set(lines).size).toBeLessThan(lines.length);
  const latest = new Map<string, number>();
  const late = linesOf(stream?.text ?? '').filter((line) => {
    if (line.kind !== 'order') return false;
    const { id, filled } = line.order;
    const before = latest.get(String(id)) ?? 0;
    latest.set(String(id), Math.max(before, Number(filled)));
    return Number(filled) < before;
  });
  expect(late).not.toEqual([]);
});

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** What positions did between two of their messages. */
function steps(lines: readonly Line[]): ReadonlySet<string> {
  const held = new Map<string, number>();
  const found = new Set<string>();
  for (const line of lines) {
    if (line.kind !== 'position') continue;
    const { symbol, signedAmount } = line.position;
    const [before, after] = [held.get(symbol) ?? 0, Math.sign(Number(signedAmount))];
    if (before !== 0 && after === 0) found.add('goes flat');
    if (before * after < 0) found.add('flips');
    held.set(symbol, after);
  }
  return found;
}
