import { historyIndexes } from '../cache/history-index.js';
import { processHolder } from '../cache/process-holder.js';
import { decodeRetired } from '../cache/retired-codec.js';
import type { MarketDatum } from '../market-data/market-data.table.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { openRecord } from '../stores/record-seal.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeStore, StateStore } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { DUMP_FORMAT } from './dump-line.js';
import { SHIPPED_CODECS } from './inspect.js';
import type { DumpHead, DumpLine } from './dump-line.js';
import { DumpFormatError, InspectUsageError, ScopeNotEmptyError } from './inspect.errors.js';

const BATCH = 250;
const TYPES: ReadonlySet<unknown> = new Set(Object.values(CacheKey));
/** Types that make up one unit, which is never committed in parts. */
const UNIT: ReadonlySet<CacheKey> = new Set([CacheKey.POSITION, CacheKey.WATERMARK, CacheKey.ADJUSTMENT]);

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
 * Puts a dump back into a scope. All of it is checked before anything is written; positions with all that they counted go first, in one
 * commit. Where it is broken off the scope counts as damaged, and does not serve, until it is imported again.
 *
 * @returns how many records were written.
 * @throws {DumpFormatError} naming the line that is wrong; {CodecNeededError}; {ScopeNotEmptyError}; {ScopeHeldError} naming who has the scope.
 */
export async function importDump(
  store: StateStore,
  scope: ScopeId,
  dump: string,
  { replace, skipDamaged }: ImportOptions,
  codecs: RecordCodecs = SHIPPED_CODECS,
): Promise<number> {
  const lines = linesOf(dump, skipDamaged, codecs);
  const held = await store.acquire(scope, processHolder(null));
  try {
    const present = await removalsOf(held);
    if (present.length > 0 && !replace) throw new ScopeNotEmptyError(scopeName(scope), present.length);
    const commits = new Commits(held);
    await commits.write([{ op: 'put', ...UNFINISHED }]);
    for (const part of inBatches(present)) await commits.write(part);
    // A scope without live records may still have history, which nobody said to remove.
    if (replace) while ((await held.trimHistory(Number.MAX_SAFE_INTEGER, BATCH)) === BATCH);
    const operations = lines.map((line) => operationOf(line, codecs));
    const units = lines.map(({ type }) => UNIT.has(type));
    await commits.write(operations.filter((_, at) => units[at]));
    for (const part of inBatches(operations.filter((_, at) => !units[at]))) await commits.write(part);
    await commits.write([{ op: 'delete', type: UNFINISHED.type, key: UNFINISHED.key }]);
    return lines.length;
  } finally {
    await held.release();
  }
}

/** Writes batches one after the other. */
class Commits {
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

/** What removes all live records that a scope has. */
async function removalsOf(held: ScopeStore): Promise<Operation[]> {
  const removals = new Map<string, Operation>();
  for await (const slice of held.load())
    for (const { type, key } of slice)
      if (key !== UNFINISHED.key) removals.set(`${type} ${key}`, { op: 'delete', type, key });
  return [...removals.values()];
}

function linesOf(dump: string, skipDamaged: boolean, codecs: RecordCodecs): DumpLine[] {
  const texts = dump.split('\n');
  assertHead(texts[0] ?? '');
  return texts
    .slice(1)
    .flatMap((text, at) => (text.trim() === '' ? [] : lineOf(text, at + 2, skipDamaged, codecs)));
}

function assertHead(text: string): void {
  const head = parsed(text, 1) as Partial<DumpHead>;
  if (head.format !== DUMP_FORMAT)
    throw new DumpFormatError(1, `is not the head of a dump of format ${DUMP_FORMAT}`);
}

function lineOf(text: string, number: number, skipDamaged: boolean, codecs: RecordCodecs): DumpLine[] {
  const { type, key, value } = parsed(text, number) as Partial<DumpLine>;
  if (!TYPES.has(type) || typeof key !== 'string' || typeof value !== 'string')
    throw new DumpFormatError(number, 'has no type, key and value of a record');
  const line = { type: type as CacheKey, key, value };
  try {
    openRecord(line.type, key, value, codecs);
    return [line];
  } catch (error) {
    if (error instanceof CodecNeededError) throw error;
    if (skipDamaged) return [];
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

function operationOf({ type, key, value }: DumpLine, codecs: RecordCodecs): Operation {
  if (type === CacheKey.MARKET_DATA) {
    const { expiresAt } = JSON.parse(openRecord(type, key, value, codecs)) as MarketDatum;
    return { op: 'put', type, key, value, expiresAt };
  }
  if (type !== CacheKey.HISTORY) return { op: 'put', type, key, value };
  const { at, order } = decodeRetired(key, openRecord(type, key, value, codecs));
  return { op: 'archive', key, value, at, indexes: historyIndexes(order) };
}

function* inBatches(operations: readonly Operation[]): Generator<readonly Operation[]> {
  for (let at = 0; at < operations.length; at += BATCH) yield operations.slice(at, at + BATCH);
}
