import type { Order } from '../../src/index.js';
import { encodeHistoryEntry, decodeHistoryEntry, nameOfEntry } from '../../src/positions/history-entry.js';
import type { HistoryEntry } from '../../src/positions/history-entry.js';
import type { FillHistory, NumberedEntry } from '../../src/positions/fill-history.js';
import { FillTrimmer } from '../../src/positions/fill-trimmer.js';
import type { LegAccount } from '../../src/positions/leg-account.js';
import type { AppendedEntry } from '../../src/positions/appended-entry.js';
import { verifyHistory } from '../../src/positions/verify-history.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { TestCache } from './test-cache.js';

const FILL: string = CacheKey.FILL;

/** A `TestCache` whose fills can be settled: it keeps the fill history in memory, as a store does. */
export class SettlingCache extends TestCache {
  readonly history: MemoryFillHistory;

  constructor() {
    const history = new MemoryFillHistory();
    super(history);
    this.history = history;
  }

  /** The store takes all that changed; the fill history is appended to, or trimmed. */
  override commit(): void {
    const { changes } = this.tables;
    for (let taken = changes.take(500); taken !== null; taken = changes.take(500)) {
      for (const { table, record } of taken.entries)
        if (table === FILL) this.history.take(record as AppendedEntry);
      this.tables.committed(taken.entries);
    }
  }

  /** Settles what there is, up to `limit` entries a leg, without telling the store. @returns how many. */
  beginSettling(limit = 10_000): number {
    const { positions } = this.tables;
    const legs = [...positions.accountsToSettle(Infinity)];
    return legs.reduce((settled, account) => settled + positions.settle(account, Infinity, limit), 0);
  }

  /** Settles up to `limit` entries of each leg, all unless given, and commits that. @returns how many. */
  settle(limit = 10_000): number {
    this.commit();
    const settled = this.beginSettling(limit);
    this.commit();
    return settled;
  }

  account(symbol = 'BTCUSDT'): LegAccount {
    const [account] = this.tables.positions.ofSymbol(symbol);
    if (account === undefined) throw new Error(`there is no position of ${symbol}`);
    return account;
  }

  /** The first fault of a leg's fill history, in words; null if there is none. */
  async verify(symbol = 'BTCUSDT'): Promise<string | null> {
    const account = this.account(symbol);
    return (await verifyHistory(account, this.history, (at) => this.termsAt(account, at))).fault;
  }

  /** Drops what was settled before a time (ms) of the cache's clock. @returns how many steps that took. */
  async trim(settledBefore: number, symbol = 'BTCUSDT'): Promise<number> {
    const trimmer = new FillTrimmer(this.history, (exchange, of, at) =>
      this.termsAt({ exchange, symbol: of }, at),
    );
    for (let steps = 0; ; steps++) {
      const trim = await trimmer.next(this.account(symbol), settledBefore);
      if (trim === null) return steps;
      this.tables.positions.trim(this.account(symbol), trim);
      this.commit();
    }
  }

  private termsAt(
    { exchange, symbol }: { readonly exchange: string; readonly symbol: string },
    at: number,
  ): ReturnType<typeof this.tables.instruments.termsAt> {
    return this.tables.instruments.termsAt(exchange, symbol, at);
  }
}

/** The fill history of all legs, entry by entry as a store has it. */
export class MemoryFillHistory implements FillHistory {
  private readonly legs = new Map<string, Map<number, string>>();

  find(): Promise<readonly Order[]> {
    return Promise.resolve([]);
  }

  ofSymbol(): Promise<readonly Order[]> {
    return Promise.resolve([]);
  }

  // eslint-disable-next-line require-yield -- there are none
  async *all(): AsyncGenerator<readonly Order[]> {}

  entries(leg: string, first: number, last: number): Promise<readonly NumberedEntry[]> {
    const payloads = this.of(leg);
    const found: NumberedEntry[] = [];
    for (let number = first; number <= last; number++) {
      const payload = payloads.get(number);
      if (payload === undefined) continue;
      const entry = decodeHistoryEntry(payload);
      found.push({ number, entry, hash: nameOfEntry(entry, payload) });
    }
    return Promise.resolve(found);
  }

  take({ leg, number, payload, first }: AppendedEntry): void {
    const payloads = this.of(leg);
    if (payload !== null) payloads.set(number, payload);
    else for (let each = first; each <= number; each++) payloads.delete(each);
  }

  /** The numbers of the entries that a leg has. */
  numbers(leg: string): number[] {
    return [...this.of(leg).keys()].sort((left, right) => left - right);
  }

  remove(leg: string, number: number): void {
    this.of(leg).delete(number);
  }

  /** Changes an entry behind everybody's back. */
  change(leg: string, number: number, changed: (entry: HistoryEntry) => HistoryEntry): void {
    const entry = decodeHistoryEntry(this.of(leg).get(number) as string);
    this.of(leg).set(number, encodeHistoryEntry(changed(entry)));
  }

  /** Puts two entries in each other's place. */
  swap(leg: string, left: number, right: number): void {
    const payloads = this.of(leg);
    const [first, second] = [payloads.get(left) as string, payloads.get(right) as string];
    payloads.set(left, second);
    payloads.set(right, first);
  }

  private of(leg: string): Map<number, string> {
    let payloads = this.legs.get(leg);
    if (payloads === undefined) this.legs.set(leg, (payloads = new Map()));
    return payloads;
  }
}
