import { deflateCodec } from '../cache/deflate-codec.js';
import { CacheKey } from '../stores/cache-key.js';
import { RecordCodecs } from '../stores/record-codec.js';
import { checksumOf, RecordSum } from '../stores/record-sum.js';
import type { RecordTotal } from '../stores/record-sum.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeView, ViewedStore } from '../stores/scope-view.js';
import { dumpFill, dumpHead, dumpHistory, dumpLine } from './dump-line.js';
import type { DumpLine } from './dump-line.js';
import { DumpTotals } from './dump-totals.js';
import { FillChains } from './fill-chains.js';
import type { FillChain } from './fill-chains.js';
import { InspectUsageError } from './inspect.errors.js';

/** What reads records unless more is given: the codecs of this package. */
export const SHIPPED_CODECS = new RecordCodecs(deflateCodec);

/** What a scope has, by type of record. */
export interface ScopeSummary {
  readonly scope: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly holder: string | null;
  readonly counts: ReadonlyMap<string, number>;
  /** The fill history, leg by leg. */
  readonly chains: readonly FillChain[];
  /** Why records cannot be read, and of which types some vanished, in words. */
  readonly damage: readonly string[];
  /** The codecs of records that could not be read for want of them. */
  readonly missingCodecs: ReadonlySet<string>;
}

/** All scopes of a store. */
export async function inspectStore(
  store: ViewedStore,
  codecs: RecordCodecs = SHIPPED_CODECS,
): Promise<readonly ScopeSummary[]> {
  const summaries: ScopeSummary[] = [];
  for (const view of await store.scopes()) summaries.push(await summaryOf(view, codecs));
  return summaries;
}

/** One scope as lines of JSON: the head first, the totals last. @throws {InspectUsageError} if the store does not have it; {StateSchemaError}. */
export async function* dumpScope(
  store: ViewedStore,
  scope: ScopeId,
  codecs: RecordCodecs = SHIPPED_CODECS,
): AsyncGenerator<string> {
  const views = await store.scopes();
  const view = views.find((each) => scopeName(each.scope) === scopeName(scope));
  if (view === undefined) {
    const known = views.map((each) => scopeName(each.scope)).join(', ');
    throw new InspectUsageError(
      `There is no scope ${scopeName(scope)} in this store. It has ${known || 'none'}.`,
    );
  }
  if (view.refusal !== null) throw view.refusal;
  yield JSON.stringify(dumpHead(view));
  const totals = new DumpTotals();
  for await (const line of linesOf(view, codecs)) {
    totals.add(line);
    yield JSON.stringify(line);
  }
  yield JSON.stringify(totals.end());
}

async function summaryOf(view: ScopeView, codecs: RecordCodecs): Promise<ScopeSummary> {
  const { epoch, sequence, holder, refusal } = view;
  const head = { scope: scopeName(view.scope), epoch, sequence, holder };
  const missingCodecs = new Set<string>();
  if (refusal !== null)
    return { ...head, counts: new Map(), chains: [], damage: [refusal.message], missingCodecs };
  const counts = new Map<string, number>();
  const damage: string[] = [];
  const chains = new FillChains();
  const present = new Map<CacheKey, RecordSum>();
  const before = await view.sums();
  for await (const line of linesOf(view, codecs)) {
    counts.set(line.type, (counts.get(line.type) ?? 0) + 1);
    present.set(line.type, (present.get(line.type) ?? new RecordSum()).add(checksumOf(line.value)));
    if (line.type === CacheKey.FILL) chains.add(line.key, line.value);
    if (line.damage !== undefined) damage.push(line.damage);
    if (line.codec !== undefined) missingCodecs.add(line.codec);
  }
  damage.push(...vanished(before, await view.sums(), present));
  return { ...head, counts, chains: chains.list(), damage, missingCodecs };
}

/** Types of which there are other records than were committed. Whoever has the scope may have written one meanwhile: such a type is left out. */
function vanished(
  before: ReadonlyMap<CacheKey, RecordTotal>,
  after: ReadonlyMap<CacheKey, RecordTotal>,
  present: ReadonlyMap<CacheKey, RecordSum>,
): string[] {
  return [...before].flatMap(([type, committed]) => {
    const found = present.get(type) ?? new RecordSum();
    const isWritten = after.get(type)?.count !== committed.count || after.get(type)?.sum !== committed.sum;
    if (isWritten || found.equals(committed)) return [];
    return [
      found.count === committed.count
        ? `Of type ${type} a record is not the one that was committed last. Restore the store from a backup.`
        : `Of type ${type} ${found.count} records are there, and ${committed.count} were committed. Restore the store from a backup.`,
    ];
  });
}

/** Each record once: a store may come by one several times. */
export async function* linesOf(view: ScopeView, codecs: RecordCodecs): AsyncGenerator<DumpLine> {
  const seen = new Set<string>();
  for await (const line of allLines(view, codecs)) {
    const place = `${line.type} ${line.key}`;
    if (!seen.has(place)) yield line;
    seen.add(place);
  }
}

async function* allLines(view: ScopeView, codecs: RecordCodecs): AsyncGenerator<DumpLine> {
  for await (const slice of view.load()) yield* slice.map((each) => dumpLine(each, codecs));
  for await (const slice of view.history()) yield* slice.map((each) => dumpHistory(each, codecs));
  for await (const slice of view.fillEntries()) yield* slice.map((each) => dumpFill(each, codecs));
}
