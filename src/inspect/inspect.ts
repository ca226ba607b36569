import { deflateCodec } from '../cache/deflate-codec.js';
import { RecordCodecs } from '../stores/record-codec.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeView, ViewedStore } from '../stores/scope-view.js';
import { dumpHead, dumpHistory, dumpLine } from './dump-line.js';
import type { DumpLine } from './dump-line.js';
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
  /** Why records cannot be read, in words. */
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

/** One scope as lines of JSON, the head first. @throws {InspectUsageError} if the store does not have it. */
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
  yield JSON.stringify(dumpHead(view));
  for await (const line of linesOf(view, codecs)) yield JSON.stringify(line);
}

async function summaryOf(view: ScopeView, codecs: RecordCodecs): Promise<ScopeSummary> {
  const counts = new Map<string, number>();
  const damage: string[] = [];
  const missingCodecs = new Set<string>();
  for await (const line of linesOf(view, codecs)) {
    counts.set(line.type, (counts.get(line.type) ?? 0) + 1);
    if (line.damage !== undefined) damage.push(line.damage);
    if (line.codec !== undefined) missingCodecs.add(line.codec);
  }
  const { epoch, sequence, holder } = view;
  return { scope: scopeName(view.scope), epoch, sequence, holder, counts, damage, missingCodecs };
}

/** Each record once: a store may come by one several times. */
async function* linesOf(view: ScopeView, codecs: RecordCodecs): AsyncGenerator<DumpLine> {
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
}
