import { historyIndexes } from '../cache/history-index.js';
import { processHolder } from '../cache/process-holder.js';
import { decodeHistory } from '../orders/retired-codec.js';
import type { MarketDatum } from '../market-data/market-data.table.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { fillKey, parseFillKey } from '../stores/fill-key.js';
import type { FillPlace } from '../stores/fill-key.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { openRecord } from '../stores/record-seal.js';
import { checksumOf, RecordSum, SUMMED_TYPES } from '../stores/record-sum.js';
import type { SummedType } from '../stores/record-sum.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeStore, StateStore } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { DUMP_FORMAT } from './dump-line.js';
import { SHIPPED_CODECS } from './inspect.js';
import type { DumpHead, DumpLine } from './dump-line.js';
import { DumpTotals } from './dump-totals.js';
import type { DumpEnd } from './dump-totals.js';
import { DumpFormatError, InspectUsageError, ScopeNotEmptyError } from './inspect.errors.js';

/** How many operations are written at once. */
export const BATCH = 250;
const TYPES: ReadonlySet<unknown> = new Set(Object.values(CacheKey));

/**
 * A record that no load takes, there while an import is under way: a scope that was filled in parts only must not serve as if that were
 * all of it. No key of a strategy's own holds a control character.
 */
const UNFINISHED = {
  type: CacheKey.PARAMETER,
  key: '\u001fimport',
  value: 'an import that was not finished:import again with --replace:',
} as const;

export interface ImportOptions {
  /** Whether to remove what the scope has. */
  readonly replace: boolean;
  /** Whether to leave out what was damaged when it was dumped. */
  readonly skipDamaged: boolean;
}

/**
 * Puts a dump back into a scope. All of it is checked before anything is written. Where it is broken off the scope counts as damaged, and
 * does not serve, until it is imported again. Afterwards the scope's sums are those of what is there, whatever had vanished before.
 *
 * @returns how many records were written.
 * @throws {DumpFormatError} naming the line that is wrong, or the types that are not whole; {CodecNeededError}; {ScopeNotEmptyError}; {ScopeHeldError} naming who has the scope.
 */
export async function importDump(
  store: StateStore,
  scope: ScopeId,
  dump: string,
  { replace, skipDamaged }: ImportOptions,
  codecs: RecordCodecs = SHIPPED_CODECS,
): Promise<number> {
  const operations = linesOf(dump, skipDamaged, codecs).map((line) => operationOf(line, codecs));
  const held = await store.acquire(scope, processHolder(null));
  try {
    const present = await removalsOf(held);
    if (present.length > 0 && !replace) throw new ScopeNotEmptyError(scopeName(scope), present.length);
    const commits = new Commits(held);
    await commits.write([{ op: 'put', ...UNFINISHED }]);
    for (const part of inBatches(present)) await commits.write(part);
    // A scope without live records may still have order history, which nobody said to remove.
    if (replace) while ((await held.trimHistory(Number.MAX_SAFE_INTEGER, BATCH)) === BATCH);
    await commits.write(await recountsOf(held));
    for (const part of inBatches(operations)) await commits.write(part);
    await commits.write([{ op: 'delete', type: UNFINISHED.type, key: UNFINISHED.key }]);
    return operations.length;
  } finally {
    await held.release();
  }
}

/** Writes batches one after the other. */
export class Commits {
  private sequence: number;

  constructor(private readonly store: ScopeStore) {
    this.sequence = store.sequence;
  }

  async write(operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    const result = await this.store.commit({
      epoch: this.store.epoch,
      sequence: ++this.sequence,
      operations,
    });
    if (result.outcome !== 'OK' && result.outcome !== 'DUP')
      throw new InspectUsageError(
        `The store refused a batch (${result.outcome}). Import again with --replace.`,
      );
  }
}

/** What removes all live records and all of the fill history that a scope has. */
async function removalsOf(held: ScopeStore): Promise<Operation[]> {
  const removals = new Map<string, Operation>();
  for await (const slice of held.load())
    for (const { type, key } of slice)
      if (key !== UNFINISHED.key) removals.set(`${type} ${key}`, { op: 'delete', type, key });
  for await (const slice of held.fillEntries())
    for (const { leg, number } of slice)
      removals.set(`${CacheKey.FILL} ${fillKey(leg, number)}`, {
        op: 'drop',
        leg,
        first: number,
        last: number,
      });
  return [...removals.values()];
}

/** What makes the sums of a scope those of what is there: the record of an unfinished import, and order history that was left. */
async function recountsOf(held: ScopeStore): Promise<Operation[]> {
  const history = new Map<string, number>();
  for await (const slice of held.checksums(CacheKey.HISTORY))
    for (const [key, checksum] of slice) history.set(key, checksum);
  const sums = new Map<SummedType, RecordSum>(SUMMED_TYPES.map((type) => [type, new RecordSum()]));
  sums.get(UNFINISHED.type)?.add(checksumOf(UNFINISHED.value));
  for (const checksum of history.values()) sums.get(CacheKey.HISTORY)?.add(checksum);
  return Array.from(sums, ([type, { count, sum }]) => ({ op: 'recount', type, count, sum }));
}

/** The records of a dump, all of it checked. */
function linesOf(dump: string, skipDamaged: boolean, codecs: RecordCodecs): DumpLine[] {
  const lines = dump
    .split('\n')
    .map((text, at): NumberedLine => [text, at + 1])
    .filter(([text, number]) => number === 1 || text.trim() !== '');
  assertHead(parsed(...(lines[0] as NumberedLine)));
  const last = lines.at(-1) as NumberedLine;
  const end: object = lines.length === 1 ? {} : parsed(...last);
  const given = lines.slice(1, isEnd(end) ? -1 : undefined).map(lineOf);
  if (!isEnd(end))
    throw new DumpFormatError(last[1], 'is the last one and does not tell the totals: the dump was cut off');
  const readable = given.filter((each) => isReadable(each, skipDamaged, codecs));
  assertWhole(given, end, last[1]);
  return readable.map(({ line }) => line);
}

type NumberedLine = readonly [text: string, number: number];

interface GivenLine {
  readonly line: DumpLine;
  readonly number: number;
}

function assertHead({ format }: Partial<DumpHead>): void {
  if (format !== DUMP_FORMAT)
    throw new DumpFormatError(1, `is not the head of a dump of format ${DUMP_FORMAT}`);
}

function isEnd(line: Partial<DumpEnd>): line is DumpEnd {
  return typeof line.totals === 'object' && line.totals !== null;
}

/** @throws {DumpFormatError} naming a line that is there twice, or the types of which lines are missing or others. */
function assertWhole(given: readonly GivenLine[], end: DumpEnd, endNumber: number): void {
  const numbers = new Map<string, number>();
  const totals = new DumpTotals();
  for (const { line, number } of given) {
    const place = `${line.type} ${line.key}`;
    const first = numbers.get(place);
    if (first !== undefined)
      throw new DumpFormatError(
        number,
        `has the ${line.type} ${JSON.stringify(line.key)}, which line ${first} has already`,
      );
    numbers.set(place, number);
    totals.add(line);
  }
  const difference = totals.differenceFrom(end);
  if (difference !== null)
    throw new DumpFormatError(endNumber, `tells other totals than the lines have: ${difference}`);
}

function lineOf([text, number]: NumberedLine): GivenLine {
  const { type, key, value } = parsed(text, number) as Partial<DumpLine>;
  if (!TYPES.has(type) || typeof key !== 'string' || typeof value !== 'string')
    throw new DumpFormatError(number, 'has no type, key and value of a record');
  if (type === CacheKey.FILL && parseFillKey(key) === null)
    throw new DumpFormatError(number, 'is a fill whose key has no leg and number');
  return { line: { type: type as CacheKey, key, value }, number };
}

/** Whether a record can be put back. @throws {DumpFormatError} if it is damaged, unless that is to be skipped; {CodecNeededError}. */
function isReadable(
  { line: { type, key, value }, number }: GivenLine,
  skipDamaged: boolean,
  codecs: RecordCodecs,
): boolean {
  try {
    openRecord(type, key, value, codecs);
    return true;
  } catch (error) {
    if (error instanceof CodecNeededError) throw error;
    if (skipDamaged) return false;
    throw new DumpFormatError(
      number,
      `is damaged (${(error as Error).message.replace(/\.$/, '')}); --skip-damaged leaves such lines out`,
    );
  }
}

function parsed(text: string, number: number): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new DumpFormatError(number, 'is not a JSON object');
}

/** What puts a record back. */
export function operationOf({ type, key, value }: DumpLine, codecs: RecordCodecs): Operation {
  if (type === CacheKey.MARKET_DATA) {
    const { expiresAt } = JSON.parse(openRecord(type, key, value, codecs)) as MarketDatum;
    return { op: 'put', type, key, value, expiresAt };
  }
  if (type === CacheKey.FILL) {
    const { leg, number } = parseFillKey(key) as FillPlace;
    return { op: 'append', leg, number, value };
  }
  if (type !== CacheKey.HISTORY) return { op: 'put', type, key, value };
  const { at, order, names } = decodeHistory(openRecord(type, key, value, codecs));
  return { op: 'archive', key, value, at, indexes: historyIndexes(order.symbol, names) };
}

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}
