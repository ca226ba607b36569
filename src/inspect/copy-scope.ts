import { processHolder } from '../cache/process-holder.js';
import type { Operation } from '../stores/batch.js';
import { scopeName } from '../stores/scope-id.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeView, ViewedStore } from '../stores/scope-view.js';
import type { StateStore } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { BATCH, Commits, operationOf } from './import-dump.js';
import { ScopeBusyError, ScopeUnreadableError } from './inspect.errors.js';
import { linesOf, SHIPPED_CODECS } from './inspect.js';

/** How often a scope is read again that was written meanwhile. */
const ATTEMPTS = 3;

/**
 * Copies a scope of a store that is only looked at. The copy is of one moment: a scope that was written meanwhile is read again.
 *
 * @param makeCopy makes an empty store for the copy.
 * @param codecs what records may have been written with.
 * @returns the store that has the copy.
 * @throws {ScopeBusyError} if it is written all the time; {ScopeUnreadableError} if it is damaged; {CodecNeededError}; {StateSchemaError}.
 */
export async function copyScope<Store extends StateStore>(
  from: ViewedStore,
  scope: ScopeId,
  makeCopy: () => Store,
  codecs: RecordCodecs = SHIPPED_CODECS,
): Promise<Store> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const copy = makeCopy();
    const before = await viewOf(from, scope);
    const fault = await copyRecords(before, copy, codecs);
    const after = await viewOf(from, scope);
    if (after.epoch !== before.epoch || after.sequence !== before.sequence) continue;
    if (fault !== null) throw new ScopeUnreadableError(scopeName(scope), fault);
    return copy;
  }
  throw new ScopeBusyError(scopeName(scope));
}

async function viewOf(store: ViewedStore, scope: ScopeId): Promise<ScopeView> {
  const view = (await store.scopes()).find((each) => scopeName(each.scope) === scopeName(scope));
  if (view === undefined) throw new ScopeUnreadableError(scopeName(scope), 'it is no more there');
  if (view.refusal !== null) throw view.refusal;
  return view;
}

/** @returns what is wrong with the records, in words; null if nothing is. */
async function copyRecords(view: ScopeView, copy: StateStore, codecs: RecordCodecs): Promise<string | null> {
  const held = await copy.acquire(view.scope, processHolder(null));
  try {
    const commits = new Commits(held);
    let part: Operation[] = [];
    for await (const line of linesOf(view, codecs)) {
      if (line.codec !== undefined) throw new CodecNeededError(line.type, line.key, line.codec);
      if (line.damage !== undefined) return line.damage;
      part.push(operationOf(line, codecs));
      if (part.length < BATCH) continue;
      await commits.write(part);
      part = [];
    }
    await commits.write(part);
    const copied = await held.sums();
    for (const [type, { count, sum }] of await view.sums()) {
      const is = copied.get(type) ?? { count: 0, sum: 0 };
      if (is.count !== count || is.sum !== sum)
        return `the records of type ${type} are not those that were committed`;
    }
    return null;
  } finally {
    await held.release();
  }
}
