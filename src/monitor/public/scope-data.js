// What the page knows of one scope: its orders, profit by hours, and fills, asked for again when the scope has changed.
import { get, scopePath } from './api.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back profit is shown. */
export const SHOWN_DAYS = 30;
/** How many fills are drawn one by one; what is older is drawn by the hour. */
const MOST_FILLS = 2_000;
const PAGE = 1_000;
/** Fills may come late, by this much on the exchange's clock; what comes later still is found by the next full load. */
const LATE_MS = 60_000;
const FULL_LOAD_MS = 60_000;
/** Adding up takes the app some time: it is asked again after a multiple of that. */
const PAUSE_FACTOR = 5;

export class ScopeData {
  orders = [];
  /** Profit by hour and currency, oldest first. */
  hours = [];
  /** Fills since `fillsFrom`, oldest first. */
  fills = [];
  fillsFrom = 0;
  /** Of what was loaded, when that was, on the app's clock. */
  ordersAt = null;
  profitAt = null;
  /** When all of it was last known to be as the app has it. */
  checkedAt = null;
  #seen = '';
  #ordersChanged = true;
  #profitChanged = true;
  #fillsChanged = true;
  #fullAt = -Infinity;
  #profitDueAt = 0;

  constructor(id) {
    this.id = id;
    this.path = scopePath(id);
  }

  /** Something happened to the scope. */
  touch() {
    this.#ordersChanged = true;
    this.#fillsChanged = true;
    this.#profitChanged = true;
  }

  /** Events were missed, or fills were corrected: everything is loaded again. */
  reset() {
    this.touch();
    this.#fullAt = -Infinity;
  }

  /** Loads what may be another than before. */
  async refresh(status, at) {
    const seen = `${status.epoch} ${status.sequence} ${status.dirty} ${status.state}`;
    if (seen !== this.#seen) this.touch();
    this.#seen = seen;
    if (status.state !== 'serving') return;
    await Promise.all([this.#refreshOrders(at), this.#refreshProfit(at)]);
    this.checkedAt = at;
    // Nothing happened since it was loaded: it is the profit of now.
    if (!this.#profitChanged) this.profitAt = at;
  }

  async #refreshOrders(at) {
    if (!this.#ordersChanged && this.ordersAt !== null && at - this.ordersAt < 5_000) return;
    this.#ordersChanged = false;
    const orders = [];
    let cursor;
    do {
      const page = await get(`${this.path}/orders`, {
        state: 'open',
        includeCanceling: 'true',
        limit: PAGE,
        cursor,
      });
      orders.push(...page.orders);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && orders.length < MOST_FILLS);
    this.orders = orders;
    this.ordersAt = at;
  }

  async #refreshProfit(at) {
    const isFull = at - this.#fullAt >= FULL_LOAD_MS;
    if (isFull) await this.#loadAll(at);
    else if (this.#fillsChanged)
      await this.#loadFills(Math.max(this.fillsFrom, (this.fills.at(-1)?.timestamp ?? 0) - LATE_MS));
    this.#fillsChanged = false;
    if (!isFull && this.#profitChanged && at >= this.#profitDueAt) await this.#loadHours(dayOf(at), at);
  }

  async #loadAll(at) {
    await this.#loadHours(Math.max(0, dayOf(at) - (SHOWN_DAYS - 1) * DAY_MS), at);
    this.fillsFrom = this.#drawnFrom(at);
    this.fills = [];
    await this.#loadFills(this.fillsFrom);
    this.#fullAt = at;
  }

  /** Loads profit from the start of a day on. */
  async #loadHours(from, at) {
    this.#profitChanged = false;
    const began = performance.now();
    const { buckets } = await get(`${this.path}/pnl`, {
      from,
      to: dayOf(at) + DAY_MS + HOUR_MS,
      bucket: 'hour',
    });
    this.hours = [...this.hours.filter((hour) => hour.from < from), ...buckets];
    this.profitAt = at;
    this.#profitDueAt = at + PAUSE_FACTOR * (performance.now() - began);
  }

  async #loadFills(from) {
    const fills = [];
    let cursor;
    do {
      const page = await get(`${this.path}/fills`, { from, limit: PAGE, cursor });
      fills.push(...page.fills);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && fills.length < 5 * MOST_FILLS);
    this.fills = [...this.fills.filter(({ timestamp }) => timestamp < from), ...fills];
  }

  /** The hour from which on there are not too many fills to draw each; an hour of its own is drawn in any case. */
  #drawnFrom(at) {
    const counts = new Map();
    for (const { from, fills } of this.hours)
      counts.set(hourOf(from), (counts.get(hourOf(from)) ?? 0) + fills);
    let start = hourOf(at);
    let sum = counts.get(start) ?? 0;
    for (const [hour, count] of [...counts].sort(([left], [right]) => right - left)) {
      if (hour >= start) continue;
      sum += count;
      if (sum > MOST_FILLS) return start;
      start = hour;
    }
    return start;
  }
}

export function dayOf(at) {
  return at - (at % DAY_MS);
}

export function hourOf(at) {
  return at - (at % HOUR_MS);
}
