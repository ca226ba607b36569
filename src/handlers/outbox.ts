import type { FillEvent } from '../events/fill-event.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { Changes } from '../state/changes.js';
import type { Table } from '../state/table.js';

/** How far a durable handler came. */
export interface HandlerCursor {
  /** The number of the last fill event that it is done with, and with all before it. */
  readonly upTo: number;
  /** Those of them that were given up. */
  readonly setAside: readonly number[];
}

/** The tables of the outbox. */
export interface OutboxTables {
  readonly changes: Changes;
  /** Fill events by their numbers, ascending. */
  readonly outbox: Table<FillEvent>;
  /** By the names of durable handlers. */
  readonly cursors: Table<HandlerCursor>;
}

/**
 * Fill events that durable handlers are not done with. Each is committed together with the order that it is of, so that a crash loses both or
 * neither; it is removed when every durable handler is done with it.
 */
export class Outbox {
  /** The numbers that some handler is not done with, ascending; those before `head` are let go of. */
  private numbers: number[];
  private head = 0;

  constructor(private readonly tables: OutboxTables) {
    // A store gives its records in no order.
    this.numbers = Array.from(tables.outbox.values(), ({ number }) => number).toSorted(
      (left, right) => left - right,
    );
  }

  /** Whether a durable handler waits for fills, be it one that this process does not have. */
  get isAsked(): boolean {
    return this.tables.cursors.size > 0;
  }

  /** The last number that is known; 0 if there is none. */
  get last(): number {
    const done = Array.from(this.tables.cursors.values(), ({ upTo }) => upTo);
    return Math.max(this.numbers.at(-1) ?? 0, ...done);
  }

  /** The names of all durable handlers that the scope knows. */
  get names(): string[] {
    return Array.from(this.tables.cursors.all())
      .filter(({ removed }) => !removed)
      .map(({ key }) => key);
  }

  add(event: FillEvent, order: OrderEntry): void {
    const entry = this.tables.outbox.place(keyOf(event.number), event);
    this.tables.changes.markTogether([order, entry]);
    this.numbers.push(event.number);
  }

  /** The cursor of a durable handler; a new one begins after `last`. */
  open(name: string, last: number): HandlerCursor {
    const known = this.tables.cursors.get(name);
    if (known !== null) return known;
    const cursor = { upTo: last, setAside: [] };
    this.tables.cursors.put(name, cursor);
    return cursor;
  }

  /** The events that a handler is not done with, oldest first. */
  *after({ upTo }: HandlerCursor): Generator<FillEvent> {
    for (const number of this.numbers) {
      const event = number > upTo ? this.tables.outbox.get(keyOf(number)) : null;
      if (event !== null) yield event;
    }
  }

  /** A handler is done with all up to a number. */
  advance(name: string, upTo: number): void {
    const cursor = this.tables.cursors.get(name);
    if (cursor === null || cursor.upTo >= upTo) return;
    this.tables.cursors.put(name, { ...cursor, upTo });
    this.trim();
  }

  setAside(name: string, number: number): void {
    const { upTo, setAside } = this.open(name, 0);
    this.tables.cursors.put(name, { upTo, setAside: [...setAside, number] });
  }

  /** The events that a handler gave up. */
  aside(name: string): FillEvent[] {
    const cursor = this.tables.cursors.get(name);
    if (cursor === null) return [];
    return cursor.setAside.flatMap((number) => this.tables.outbox.get(keyOf(number)) ?? []);
  }

  /** An event that was set aside is handled after all. */
  restored(name: string, number: number): void {
    const cursor = this.tables.cursors.get(name);
    if (cursor === null) return;
    this.tables.cursors.put(name, {
      ...cursor,
      setAside: cursor.setAside.filter((each) => each !== number),
    });
    this.drop([number]);
  }

  /** Forgets a durable handler, and what waits for it alone. @returns whether there was one. */
  forget(name: string): boolean {
    const cursor = this.tables.cursors.get(name);
    if (cursor === null) return false;
    this.tables.cursors.remove(name);
    this.trim();
    this.drop(cursor.setAside);
    return true;
  }

  /** Removes what every handler is done with. */
  trim(): void {
    const upTo = this.doneUpTo;
    const from = this.head;
    while (this.head < this.numbers.length && (this.numbers[this.head] as number) <= upTo) this.head++;
    if (this.head > from) this.drop(this.numbers.slice(from, this.head));
    if (this.head <= 1_024 || this.head * 2 <= this.numbers.length) return;
    this.numbers = this.numbers.slice(this.head);
    this.head = 0;
  }

  /** Up to where all handlers are done. */
  private get doneUpTo(): number {
    return Math.min(...Array.from(this.tables.cursors.values(), ({ upTo }) => upTo));
  }

  /** Removes those of these events that nobody needs. */
  private drop(numbers: readonly number[]): void {
    const { outbox, cursors } = this.tables;
    const upTo = this.doneUpTo;
    const aside = new Set(Array.from(cursors.values(), ({ setAside }) => setAside).flat());
    for (const number of numbers) if (number <= upTo && !aside.has(number)) outbox.remove(keyOf(number));
  }
}

function keyOf(number: number): string {
  return String(number);
}
