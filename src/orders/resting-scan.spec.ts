import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latest } from '../ledger/message-time.js';
import { decodeOrder } from './order-codec.js';
import { POSITION_SIDE_CODES } from './order-codes.js';
import { recordToRest } from './resting-order.js';
import { RestingScan } from './resting-scan.js';

const KEY = 'binance\u001fBTCUSDT\u001f7';
const T = 1_700_000_004_006;
const SCAN = new RestingScan();

type Row = readonly unknown[];

/** As `encodeOrder` writes an order that three fills filled. */
const PLAIN: Row = [
  1, T, 'c-6', 1, 1, 0, '1.559', 7, 'LIMIT', 'GTC', '60094.11', '1.559', 0, 0, [1, -3_000, -3_000, null, null], 1, 0,
  ['19', '0.474', '59900.46', '11.35', 'USDT', 1, -2_000, 0, '20', '0.597', '59940.43', '14.31', 1, 1, -1_000, 2, 0, '0.488', 0, null, 0, '1.559', 0, 5],
  ['0.474', '59900.46', 4, -2_000, null, 0, '1.559', '59920.05', 17, 0, null, 0], 0, [2, 0, 0, 1_700_000_000_006],
]; // prettier-ignore

/** What a scan found, and what reading the order makes of it. */
function found(payload: string): unknown {
  if (!SCAN.scan(payload)) return null;
  const { reportedAt, latestAt, clientOrderId, positionSideCode, fills, times } = SCAN;
  const positionSide = POSITION_SIDE_CODES.nameOf(positionSideCode, 'leg');
  return { id: '7', reportedAt, latestAt, clientOrderId, positionSide, times: times.slice(0, fills) };
}

function read(payload: string): unknown {
  const record = recordToRest(decodeOrder(KEY, payload));
  if (record === null) return null;
  const { id, reportedAt, clientOrderId, positionSide, evidence, formerIds, formerClientIds, caller } =
    record;
  expect([formerIds, formerClientIds, caller.idempotencyKeys, caller.cancel]).toEqual([[], [], [], null]);
  const times = evidence.executions.recent.map(({ at }) => at);
  const latestAt = times.reduce(latest, reportedAt as number);
  return { id, reportedAt, latestAt, clientOrderId, positionSide, times };
}

/** A row with the value at a path of places replaced. */
function withAt(row: Row, [place = 0, ...path]: readonly number[], value: unknown): Row {
  const at = place % row.length;
  const known = row[at];
  const isDeeper = path.length > 0 && Array.isArray(known) && known.length > 0;
  return row.with(at, isDeeper ? withAt(known as Row, path, value) : value);
}

const values = fc.constantFrom<unknown>(
  null, 0, 1, 2, 3, 5, 6, 8, 9, -1, -0.5, 1.5, 16, 1e15, 2 ** 53, -T - 1, '', '0', '1', '-1', '0.474', '1.559', '2.033', '1.5590', '01.559', '.5', '1.',
  '9007199254740993', '0.000000000000000001', 'x', 'a"b', 'a\\b', 'a\u0001b', 'ä', '\ud800', '-1.0009765625', [], [1], ['1', '2', 3, 4, 5, 0], [0],
  [2, 0, 0, null], [0, 0, 'key', null], [0, [1, 0, 0], 0, null], [1, 0, 0, null, null], [null, 0, null, 5, 6], true, {},
); // prettier-ignore
const path = fc.array(fc.nat({ max: 24 }), { minLength: 1, maxLength: 2 });
const rows: fc.Arbitrary<Row> = fc
  .tuple(
    fc.array(fc.tuple(path, values), { maxLength: 3 }),
    fc.array(values, { maxLength: 3 }),
    fc.nat({ max: 2 }),
  )
  .map(([others, more, less]) => {
    const changed = others.reduce<Row>((row, [at, value]) => withAt(row, at, value), PLAIN);
    return [...changed.slice(0, changed.length - less), ...more];
  });

/** Texts in which some characters are others, gone or doubled. */
const texts = fc
  .array(
    fc.tuple(
      fc.nat(),
      fc.constantFrom(
        ...'0123456789"[],.-\\nul{}: e'.split(''),
        '\u0000',
        'ä',
        '',
        'null',
        ',0',
        ',"1"',
        '[]',
      ),
      fc.nat({ max: 2 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((edits) =>
    edits.reduce((text, [place, into, gone]) => {
      const at = place % text.length;
      return text.slice(0, at) + into + text.slice(at + gone);
    }, JSON.stringify(PLAIN)),
  );

/** What is read of a payload that was found plain, beside what was found. */
function compared(payload: string): readonly [scanned: unknown, read: unknown] {
  const scanned = found(payload);
  return [scanned, scanned === null ? null : read(payload)];
}

function isSame(payload: string): boolean {
  return isDeepStrictEqual(...(compared(payload) as [unknown, unknown]));
}

describe('an order that is only looked over', () => {
  it.each<[string, Row]>([
    ['as it is', PLAIN],
    ['without what the caller said', PLAIN.slice(0, -1)],
    ['without a client id', PLAIN.with(2, 0)],
    ['of another leg', PLAIN.with(4, 5)],
    ['of no type', PLAIN.with(8, 0).with(14, [])],
  ])('is found plain %s', (_, row) => {
    const payload = JSON.stringify(row);
    const [scanned, is] = compared(payload);
    expect(scanned).not.toBeNull();
    expect(is).toEqual(scanned);
  });

  it.each<[string, Row]>([
    ['of another id than its key says', PLAIN.with(0, '8')],
    ['that no report told of', PLAIN.with(1, null)],
    ['that is not filled', PLAIN.with(13, null)],
    ['that its executions do not explain', PLAIN.with(15, 2)],
    ['with a run of executions', PLAIN.with(16, 1)],
    ['of which more is filled', PLAIN.with(18, ['1.56', '59920.05', 17, 0, null, 0])],
    ['without an average', PLAIN.with(18, ['1.559', 0, 17, 0, null, 0])],
    ['with cumulative fees', [...PLAIN.slice(0, 19), ['1.559', 0, 'USDT', '1']]],
    ['that was made with a key', PLAIN.with(20, [2, 0, 'key', 1])],
    ['that is to be canceled', PLAIN.with(20, [2, [null, 1, 0], 0, 1])],
    ['with former ids', [...PLAIN, 0, ['6'], []]],
    ['with a name that JSON escapes', PLAIN.with(2, 'a"b')],
    ['with a name of other letters', PLAIN.with(2, 'ä')],
    ['with a time of the own clock', PLAIN.with(5, '-1.5')],
  ])('is left to be read where it is one %s', (_, row) => {
    expect(SCAN.scan(JSON.stringify(row))).toBe(false);
  });

  it.each([
    ['whatever stands in it', rows.map((row) => JSON.stringify(row))],
    ['whatever its text is', texts],
  ])('is what reading it makes of it, %s', (_, payloads) => {
    const checked = fc.check(
      fc.property(payloads, (payload) => isSame(payload)),
      { numRuns: 2_000 },
    );
    expect(checked.counterexample).toBeNull();
  });

  it('is left to be read where it is very long', () => {
    const row = PLAIN.with(8, 'x'.repeat(5_000));
    expect(SCAN.scan(JSON.stringify(row))).toBe(false);
  });
});
