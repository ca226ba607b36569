import { settleCurrencyOf, UNKNOWN_CURRENCY } from '../instruments/settle-currency.js';
import type { InstrumentTable } from '../instruments/instrument.table.js';
import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Fill } from '../ledger/fill.js';
import type { FillFilter, LedgerEntry, PnlBucket } from '../ledger/ledger-entry.js';
import { HistoryTrimmedError } from '../ledger/ledger.errors.js';
import type { FoldedItem } from '../ledger/ledger.js';
import type { LegState } from '../ledger/leg-state.js';
import { millisecondsOf } from '../ledger/message-time.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { FillHistory } from './fill-history.js';
import type { LegAccount } from './leg-account.js';
import { LegHistory } from './leg-history.js';
import { entryView, itemView } from './ledger-views.js';
import { matchesPosition } from './position-filter.js';
import type { PositionTable } from './position.table.js';

/** Some fills, oldest first. */
export interface FillPage {
  readonly fills: readonly Fill[];
  /** What to give as `after` for the next page; null if this is the last. */
  readonly next: string | null;
}

/** Which profits are asked for: by hours or days (UTC) from one time to before another (ms). */
export interface PnlQuery {
  readonly from: number;
  readonly to: number;
  readonly bucket: 'hour' | 'day';
  readonly symbol?: string | undefined;
}

const HOUR_MS = 3_600_000;
const PNL_SPAN = { hour: HOUR_MS, day: 24 * HOUR_MS } as const;
/** How many buckets are answered at once. */
const MAX_BUCKETS = 10_000;

/** Questions about what happened: memory is asked for what is not settled, the fill history for the rest. */
export class LedgerQueries {
  constructor(
    private readonly table: PositionTable,
    private readonly instruments: InstrumentTable,
    private readonly history: FillHistory,
  ) {}

  async fills(filter: FillFilter): Promise<Fill[]> {
    const fills: Fill[] = [];
    for await (const { entry } of this.merged(filter)) fills.push(entry);
    return fills;
  }

  async fillsPage(filter: FillFilter, after: string, limit: number): Promise<FillPage> {
    const start = after === '' ? null : placeIn(after);
    const from = start === null ? filter.from : Math.max(start.at, filter.from ?? 0);
    const fills: Fill[] = [];
    let last: string | null = null;
    let isPast = start === null;
    const seen = new Map<string, number>();
    for await (const { entry, leg } of this.merged({ ...filter, ...(from !== undefined && { from }) })) {
      // Fills may be alike in everything: they are counted.
      const alike = placeOf(entry, leg, 0);
      const count = seen.get(alike) ?? 0;
      seen.set(alike, count + 1);
      const place = placeOf(entry, leg, count);
      if (!isPast && start !== null) {
        isPast = entry.timestamp > start.at || place === after;
        if (entry.timestamp === start.at) continue;
      }
      if (fills.length === limit) return { fills, next: last };
      fills.push(entry);
      last = place;
    }
    return { fills, next: null };
  }

  /** The entries of a leg from the newest on, before a number; and the number of the oldest of them. */
  async entriesBefore(
    account: LegAccount,
    before: number | null,
    limit: number,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly next: number | null }> {
    const parts = this.partsOf(account);
    const end = Math.min(before ?? Infinity, parts.end);
    const entries: { readonly number: number; readonly view: LedgerEntry }[] = [];
    const first = Math.max(parts.first, end - limit);
    for (const { number, view } of parts.inMemory(first, end)) entries.push({ number, view });
    if (first < parts.memoryFrom) {
      const stop = Math.min(end, parts.memoryFrom);
      const stored = await parts.history.before(stop, stop - first);
      const views = stored.flatMap(({ number, entry }) => {
        const view = entryView(account, entry, true);
        return view === null ? [] : [{ number, view }];
      });
      entries.unshift(...views);
    }
    return {
      entries: entries.toReversed().map(({ view }) => view),
      next: first > parts.first ? first : null,
    };
  }

  /**
   * What a leg was at a time of the exchange's clock (ms); null if it did not exist yet.
   *
   * @throws {HistoryTrimmedError} if that is before what is kept.
   */
  async stateAt(account: LegAccount, time: number): Promise<LegState | null> {
    const base = account.base?.record ?? null;
    if (base === null || base.last === null || time >= millisecondsOf(base.last.at)) {
      const isBefore = base === null && account.ledger.indexAt(time + 1) === 0;
      return isBefore ? null : account.ledger.stateAt(time);
    }
    const { exchange, symbol } = account;
    const { history, first, settling } = this.partsOf(account);
    const inSettling = settling.filter(({ item }) => millisecondsOf(item.at) <= time).at(-1);
    if (inSettling !== undefined) return inSettling.after;
    const number = (await history.numberAt(time + 1)) - 1;
    const termsAt = (at: number): ReturnType<InstrumentTable['termsAt']> =>
      this.instruments.termsAt(exchange, symbol, at);
    const state = number < first ? null : await history.stateAfter(number, termsAt);
    if (state !== null) return state;
    if (first === 1) return null;
    const [opening] = await history.before(first + 1, 1);
    throw new HistoryTrimmedError(
      symbol,
      time,
      opening === undefined ? time : millisecondsOf(opening.entry.at),
    );
  }

  async pnl({ from, to, bucket, symbol }: PnlQuery): Promise<PnlBucket[]> {
    const span = spanOf(from, to, bucket);
    const buckets = new Map<string, MutableBucket>();
    const at = (time: number, currency: string): MutableBucket => {
      const start = Math.floor(time / span) * span;
      const key = `${start}\u001f${currency}`;
      let known = buckets.get(key);
      if (known === undefined)
        buckets.set(
          key,
          (known = { from: start, currency, realizedPnl: 0n, fees: 0n, funding: 0n, fills: 0 }),
        );
      return known;
    };
    for (const account of this.table.all()) {
      if (symbol !== undefined && account.symbol !== symbol) continue;
      const settle =
        this.instruments.at(account.exchange, account.symbol)?.settle ??
        settleCurrencyOf(account.symbol) ??
        UNKNOWN_CURRENCY;
      for await (const entry of this.entriesFrom(account, from)) {
        const { timestamp } = entry;
        if (timestamp >= to) break;
        if (timestamp < from) continue;
        add(entry, settle, (currency) => at(timestamp, currency));
      }
    }
    return [...buckets.values()].sort(byTimeAndCurrency).map((each) => viewOf(each, { from, to, span }));
  }

  /** All fills that match, by time, then by leg. */
  private async *merged(filter: FillFilter): AsyncGenerator<{ readonly entry: Fill; readonly leg: string }> {
    const { from = 0, to = Infinity, orderId } = filter;
    const place = { ...filter };
    const legs = [...this.table.all()].filter((account) => matchesPosition(account, place));
    const streams = legs.map((account) => ({ leg: account.key, entries: this.entriesFrom(account, from) }));
    const heads: { readonly leg: string; readonly entries: AsyncGenerator<LedgerEntry>; head: Fill }[] = [];
    const wanted = async (entries: AsyncGenerator<LedgerEntry>): Promise<Fill | null> => {
      for (;;) {
        const { done, value } = await entries.next();
        if (done === true || value.timestamp >= to) return null;
        if (value.kind !== 'fill' || value.timestamp < from) continue;
        if (orderId !== undefined && value.orderId !== orderId && value.clientOrderId !== orderId) continue;
        return fillOf(value);
      }
    };
    for (const { leg, entries } of streams) {
      const head = await wanted(entries);
      if (head !== null) heads.push({ leg, entries, head });
    }
    heads.sort((left, right) => (left.leg < right.leg ? -1 : 1));
    while (heads.length > 0) {
      let next = heads[0] as (typeof heads)[number];
      for (const each of heads) if (each.head.timestamp < next.head.timestamp) next = each;
      yield { entry: next.head, leg: next.leg };
      const head = await wanted(next.entries);
      if (head === null) heads.splice(heads.indexOf(next), 1);
      else next.head = head;
    }
  }

  /** The entries of a leg from a time on (ms), in order. What was in memory when it was asked for is not missed by settling. */
  private async *entriesFrom(account: LegAccount, time: number): AsyncGenerator<LedgerEntry> {
    const parts = this.partsOf(account);
    const isAllInMemory = parts.first >= parts.memoryFrom;
    const isSettling = !isAllInMemory || parts.settling.length > 0;
    const start = parts.memoryFrom + (isSettling ? 0 : account.ledger.indexAt(time));
    const memory = [...parts.inMemory(start, parts.end)];
    if (!isAllInMemory) {
      const number = await parts.history.numberAt(time);
      for await (const { entry } of parts.history.from(number)) {
        const view = entryView(account, entry, true);
        if (view !== null) yield view;
      }
    }
    for (const { view } of memory) yield view;
  }

  /** Where the entries of a leg are: by number in the store up to `memoryFrom`, and in memory from there. */
  private partsOf(account: LegAccount): LegParts {
    const base = account.base?.record ?? null;
    const { settling, ledger } = account;
    const count = base?.count ?? 0;
    const first = base?.first ?? 1;
    const memoryFrom = count - settling.length + 1;
    return {
      first,
      memoryFrom,
      settling,
      end: count + ledger.size + 1,
      history: new LegHistory(this.history, account.key, first, memoryFrom - 1),
      *inMemory(from, end) {
        for (const [at, folded] of settling.entries()) {
          const number = memoryFrom + at;
          if (number >= from && number < end) yield { number, view: itemView(account, folded, true) };
        }
        let number = Math.max(from, count + 1);
        for (const folded of ledger.foldedBetween(number - count - 1, end - count - 1))
          yield { number: number++, view: itemView(account, folded, false) };
      },
    };
  }
}

interface LegParts {
  readonly first: number;
  readonly memoryFrom: number;
  readonly end: number;
  readonly settling: readonly FoldedItem[];
  readonly history: LegHistory;
  inMemory(from: number, end: number): Iterable<{ readonly number: number; readonly view: LedgerEntry }>;
}

interface MutableBucket {
  readonly from: number;
  readonly currency: string;
  realizedPnl: bigint;
  fees: bigint;
  funding: bigint;
  fills: number;
}

function add(entry: LedgerEntry, settle: string, bucket: (currency: string) => MutableBucket): void {
  if (entry.kind === 'adoption') return;
  if (entry.kind === 'adjustment') {
    // The money of a correction is a transfer or the like: in no profit.
    if (entry.adjustmentKind === 'FUNDING' && entry.currency !== null)
      bucket(entry.currency).funding += toFixedPoint(entry.amount);
    return;
  }
  const own = bucket(settle);
  own.realizedPnl += toFixedPoint(entry.realizedPnl);
  if (entry.kind === 'fill') own.fills++;
  for (const [currency, amount] of Object.entries(entry.fees)) bucket(currency).fees += toFixedPoint(amount);
}

function viewOf(
  { from, currency, realizedPnl, fees, funding, fills }: MutableBucket,
  asked: { readonly from: number; readonly to: number; readonly span: number },
): PnlBucket {
  return Object.freeze({
    // What was not asked for is not in it.
    from: Math.max(from, asked.from),
    to: Math.min(from + asked.span, asked.to),
    currency,
    realizedPnl: fromFixedPoint(realizedPnl),
    fees: fromFixedPoint(fees),
    funding: fromFixedPoint(funding),
    netPnl: fromFixedPoint(realizedPnl - fees + funding),
    fills,
  });
}

function byTimeAndCurrency(left: MutableBucket, right: MutableBucket): number {
  return left.from - right.from || (left.currency < right.currency ? -1 : 1);
}

/** @throws {UpdateFault} if a span of time makes no sense, or has too many buckets. */
function spanOf(from: number, to: number, bucket: PnlQuery['bucket']): number {
  const span: number | undefined = PNL_SPAN[bucket];
  if (span === undefined) throw new UpdateFault('bucket', 'must be hour or day');
  if (!Number.isSafeInteger(from) || from < 0)
    throw new UpdateFault('from', 'must be integer milliseconds since the epoch');
  if (!Number.isSafeInteger(to) || to <= from)
    throw new UpdateFault('to', 'must be integer milliseconds, after from');
  if ((to - from) / span > MAX_BUCKETS)
    throw new UpdateFault('to', `is more than ${MAX_BUCKETS} buckets after from`);
  return span;
}

function fillOf(entry: LedgerEntry & { readonly kind: 'fill' }): Fill {
  const { kind, ...fill } = entry;
  void kind;
  return Object.freeze(fill);
}

/** Where a fill stands among all, as text for the next page. @param count how many that are alike come before it. */
function placeOf(
  { timestamp, tradeId, orderId, clientOrderId, quantity, inferred }: Fill,
  leg: string,
  count: number,
): string {
  return JSON.stringify([timestamp, leg, tradeId, orderId, clientOrderId, quantity, inferred, count]);
}

function placeIn(after: string): { readonly at: number } {
  try {
    const [at] = JSON.parse(after) as unknown[];
    if (Number.isSafeInteger(at)) return { at: at as number };
  } catch {
    // Told below.
  }
  throw new UpdateFault('after', 'is not the place of a fill: give what the page before answered as next');
}
