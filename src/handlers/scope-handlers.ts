import { Logger } from '@nestjs/common';
import type { ChangeFeed } from '../events/change-feed.js';
import type { FillEvent } from '../events/fill-event.js';
import type { TurnEvents } from '../events/turn-events.js';
import type { HandledEvents, HandledKind, HandlerDefinition } from './handler-definition.js';
import type { Changes } from '../state/changes.js';
import { HandlerInUseError } from './handlers.errors.js';
import { HandlerQueue, MOST_WAITING } from './handler-queue.js';
import type { HandlerStatus } from './handler-status.js';
import { Outbox } from './outbox.js';
import type { OutboxTables } from './outbox.js';

/** Events of a turn that is not committed. */
interface Uncommitted {
  readonly tick: number;
  deliveries: readonly Delivery[];
  /** The number of the last fill of the turn; null if there was none. */
  readonly lastFill: number | null;
}

/** An event for a handler. */
interface Delivery {
  readonly queue: HandlerQueue;
  readonly event: HandledEvents[HandledKind];
}

/** What handlers run under. */
export interface HandlerTerms {
  /** The handlers of the scope. */
  readonly definitions: readonly HandlerDefinition[];
  /** Resolves when handlers may run: the application is bootstrapped. */
  readonly opened: Promise<void>;
  /** The scope's name, for logs. */
  readonly scope: string;
}

/** The terms of a scope that has no handlers. */
export const NO_HANDLERS: HandlerTerms = { definitions: [], opened: Promise.resolve(), scope: '' };

/** The handlers of a scope while it serves: each gets what happened after it was committed. */
export class ScopeHandlers {
  private readonly logger = new Logger('TradingCache');
  private readonly outbox: Outbox;
  private readonly queues: HandlerQueue[];
  /** The numbers of fills that were set aside, and wait to be tried again, by durable handler. */
  private readonly retrying = new Map<string, Set<number>>();
  private readonly changes: Changes;
  private uncommitted: Uncommitted[] = [];
  private isStopped = false;
  private isOver = false;
  private lastCommittedFill: number;
  private readonly endFeed: (() => void) | null;

  /** Begins with what durable handlers are not done with: the tables are loaded. */
  constructor(
    private readonly terms: HandlerTerms,
    feed: ChangeFeed,
    tables: OutboxTables,
    private readonly now: () => number,
  ) {
    this.outbox = new Outbox(tables);
    this.changes = tables.changes;
    feed.numbers.startAfter(this.outbox.last);
    const isNew = terms.definitions.some(
      ({ durable }) => durable !== null && tables.cursors.get(durable) === null,
    );
    this.lastCommittedFill = isNew ? feed.numbers.next() : this.outbox.last;
    this.queues = terms.definitions
      .filter(({ kind }) => kind !== 'scope')
      .map((definition) => this.queueOf(definition));
    for (const queue of this.queues) this.resume(queue);
    this.warnOfStrangers();
    this.outbox.trim();
    const isNeeded = this.queues.length > 0 || this.outbox.isAsked;
    this.endFeed = isNeeded ? feed.listen((turn) => this.note(turn)) : null;
  }

  /** Hands over what is committed. */
  committed(isCommitted: (tick: number) => boolean): void {
    const waiting = this.uncommitted.findIndex(({ tick }) => !isCommitted(tick));
    const ready = this.uncommitted.splice(0, waiting < 0 ? this.uncommitted.length : waiting);
    for (const { deliveries, lastFill } of ready) {
      for (const { queue, event } of deliveries) queue.push(event);
      // What came after the stop waits for the next start: nobody is done with it.
      if (lastFill === null || this.isStopped) continue;
      this.lastCommittedFill = lastFill;
      for (const { definition, waiting } of this.queues)
        if (definition.durable !== null && waiting === 0) this.outbox.advance(definition.durable, lastFill);
    }
  }

  statuses(): HandlerStatus[] {
    return this.queues.map((queue) => queue.status());
  }

  /** Tries the events again that a durable handler gave up. @returns how many. */
  retry(name: string): number {
    const queue = this.ofKind('fill').find(({ definition }) => definition.durable === name);
    if (queue === undefined || this.isStopped) return 0;
    const retrying = this.retrying.get(name) ?? new Set();
    this.retrying.set(name, retrying);
    // After what waits: a handler does one at a time.
    const events = this.outbox.aside(name).filter(({ number }) => !retrying.has(number));
    for (const event of events) {
      retrying.add(event.number);
      queue.push(event);
    }
    return events.length;
  }

  /** @returns whether there was a durable handler of this name. @throws {HandlerInUseError} if this process has it. */
  forget(name: string): boolean {
    if (this.queues.some(({ definition }) => definition.durable === name)) throw new HandlerInUseError(name);
    return this.outbox.forget(name);
  }

  /** Whether there is any handler. */
  get isUsed(): boolean {
    return this.queues.length > 0;
  }

  /** Resolves when handlers that are not durable have all that was committed: nobody keeps it for them. */
  async drain(): Promise<void> {
    for (const queue of this.queues) if (queue.definition.durable === null) await queue.idle();
  }

  /** Resolves when all that was committed before is handled or set aside. */
  async idle(): Promise<void> {
    for (const queue of this.queues) await queue.idle();
  }

  /** Hands over nothing any more. What happens is still kept for durable handlers. Resolves when the handlers that run have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.queues.map((queue) => queue.stop()));
  }

  /** The tables are somebody else's from now on. */
  end(): void {
    this.isOver = true;
    this.endFeed?.();
    this.uncommitted = [];
    void this.stop();
  }

  private ofKind<Kind extends HandledKind>(kind: Kind): HandlerQueue<Kind>[] {
    return this.queues.filter(
      ({ definition }) => definition.kind === kind,
    ) as unknown as HandlerQueue<Kind>[];
  }

  private note(turn: TurnEvents): void {
    const deliveries: Delivery[] = [];
    const add = <Kind extends HandledKind>(
      kind: Kind,
      events: () => readonly HandledEvents[Kind][],
    ): void => {
      const queues = this.ofKind(kind);
      if (queues.length === 0) return;
      for (const event of events())
        for (const queue of queues) if (queue.definition.matches(event)) deliveries.push({ queue, event });
    };
    const isKept = this.outbox.isAsked;
    if (isKept) for (const { event, order } of turn.fills) this.outbox.add(event, order);
    add('order', () => turn.orders);
    add('fill', () => turn.fills.map(({ event }) => event));
    add('position', () => turn.positions);
    add('gap', () => turn.gaps);
    const lastFill = isKept ? (turn.fills.at(-1)?.event.number ?? null) : null;
    // What was put into the outbox is part of it.
    if (deliveries.length > 0 || lastFill !== null)
      this.uncommitted.push({ tick: this.changes.tick, deliveries, lastFill });
    if (this.uncommitted.length > MOST_WAITING) this.dropOldest();
  }

  /** The store is away for long: durable handlers alone get what happened long ago. */
  private dropOldest(): void {
    const turn = this.uncommitted[this.uncommitted.length - MOST_WAITING - 1] as Uncommitted;
    for (const each of turn.deliveries) if (!isKept(each)) each.queue.noteDropped();
    turn.deliveries = turn.deliveries.filter(isKept);
  }

  private queueOf(definition: HandlerDefinition): HandlerQueue {
    const { durable } = definition;
    const queue: HandlerQueue = new HandlerQueue(definition, this.terms.opened, this.now, {
      handled: (event) => {
        if (durable === null || this.isOver) return;
        const { number } = event as FillEvent;
        if (this.retrying.get(durable)?.delete(number) === true) this.outbox.restored(durable, number);
        this.done(queue, durable, number);
      },
      setAside: (event) => {
        if (durable === null || this.isOver) return;
        const { number } = event as FillEvent;
        if (this.retrying.get(durable)?.delete(number) !== true) this.outbox.setAside(durable, number);
        this.done(queue, durable, number);
      },
    });
    return queue;
  }

  /** A durable handler is done with a fill, and with those that are none of its own after it. */
  private done(queue: HandlerQueue, name: string, number: number): void {
    this.outbox.advance(name, queue.waiting === 0 ? Math.max(number, this.lastCommittedFill) : number);
  }

  private resume(queue: HandlerQueue): void {
    const { durable } = queue.definition;
    if (durable === null) return;
    const cursor = this.outbox.open(durable, this.lastCommittedFill);
    for (const event of this.outbox.after(cursor)) if (queue.definition.matches(event)) queue.push(event);
    if (queue.waiting === 0) this.outbox.advance(durable, this.lastCommittedFill);
  }

  /** What waits for a handler that no longer is would wait for ever. */
  private warnOfStrangers(): void {
    const own = new Set(this.queues.map(({ definition }) => definition.durable));
    const strangers = this.outbox.names.filter((name) => !own.has(name));
    if (strangers.length > 0)
      this.logger.warn(
        `Scope ${this.terms.scope} keeps fills for durable handlers that this process does not have: ${strangers.join(', ')}. ` +
          'Call cache.forgetHandler(name) for one that is gone for good.',
      );
  }
}

/** Whether the store keeps an event for its handler. */
function isKept({ queue }: Delivery): boolean {
  return queue.definition.durable !== null;
}
