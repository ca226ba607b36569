import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { Backoff } from '../state/backoff.js';
import { nextTurn } from '../state/next-turn.js';
import type { HandledEvents, HandledKind, HandlerDefinition } from './handler-definition.js';
import type { HandlerStatus } from './handler-status.js';

/** Events that may wait for a handler that is not durable; beyond that the oldest is dropped, and counted. */
export const MOST_WAITING = 100_000;
/** How long handlers that return at once run before others get a turn (ms). */
const TURN_MS = 5;

/** What becomes of an event. */
export interface QueueOutcomes<Event> {
  handled(event: Event): void;
  setAside(event: Event): void;
}

/**
 * The events that wait for one handler: one at a time, in order. One that throws is tried again, later each time, and set aside after its last
 * attempt.
 */
export class HandlerQueue<Kind extends HandledKind = HandledKind> {
  private readonly logger = new Logger('TradingCache');
  private readonly backoff = new Backoff();
  private events: HandledEvents[Kind][] = [];
  private times: number[] = [];
  private head = 0;
  private loop: Promise<void> | null = null;
  private isOpen = false;
  private isStopped = false;
  private tellStopped!: () => void;
  private readonly stopping = new Promise<void>((resolve) => (this.tellStopped = resolve));
  private handled = 0;
  private failures = 0;
  private setAside = 0;
  private dropped = 0;

  /**
   * @param opened resolves when handlers may run.
   * @param now the cache's own clock (ms since the epoch).
   */
  constructor(
    readonly definition: HandlerDefinition<Kind>,
    private readonly opened: Promise<void>,
    private readonly now: () => number,
    private readonly outcomes: QueueOutcomes<HandledEvents[Kind]>,
  ) {}

  /** The oldest event that is not handled, or null. */
  get first(): HandledEvents[Kind] | null {
    return this.events[this.head] ?? null;
  }

  get waiting(): number {
    return this.events.length - this.head;
  }

  status(): HandlerStatus {
    const { definition, waiting, handled, failures, setAside, dropped } = this;
    const { name, kind, durable } = definition;
    const since = this.times[this.head];
    const lagMs = since === undefined ? 0 : Math.max(0, this.now() - since);
    return { name, event: kind, durable, waiting, lagMs, handled, failures, setAside, dropped };
  }

  push(event: HandledEvents[Kind]): void {
    if (this.isStopped) return;
    if (this.definition.durable === null && this.waiting >= MOST_WAITING) this.drop();
    this.events.push(event);
    this.times.push(this.now());
    this.run();
  }

  /** Resolves when nothing waits any more, or the queue was stopped. */
  async idle(): Promise<void> {
    while (this.loop !== null) await this.loop;
  }

  /** Hands over nothing any more. Resolves when the handler that runs has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.tellStopped();
    this.backoff.cancel();
    await this.idle();
  }

  private run(): void {
    this.loop ??= this.handleAll().finally(() => {
      this.loop = null;
      if (this.waiting > 0 && !this.isStopped) this.run();
    });
  }

  private async handleAll(): Promise<void> {
    if (!this.isOpen) {
      await Promise.race([this.opened, this.stopping]);
      this.isOpen = true;
    }
    let since = performance.now();
    while (this.waiting > 0 && !this.isStopped) {
      const event = this.events[this.head] as HandledEvents[Kind];
      const isHandled = await this.attempt(event);
      if (isHandled === null) return;
      this.shift();
      if (isHandled) this.outcomes.handled(event);
      else this.outcomes.setAside(event);
      if (performance.now() - since < TURN_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  /** @returns whether it was handled; null if the queue was stopped before it was known. */
  private async attempt(event: HandledEvents[Kind]): Promise<boolean | null> {
    const { name, attempts } = this.definition;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.definition.handle(event);
        this.handled++;
        this.backoff.reset();
        return true;
      } catch (error) {
        this.failures++;
        if (attempt >= attempts) {
          this.setAside++;
          this.backoff.reset();
          this.logger.error(`Handler ${name} failed ${attempt} times; the event is set aside.`, error);
          return false;
        }
        if (attempt === 1) this.logger.warn(`Handler ${name} failed and is tried again: ${textOf(error)}`);
      }
      if (this.isStopped) return null;
      await this.backoff.pause();
      if (this.isStopped) return null;
    }
  }

  /** An event was dropped before it came here. */
  noteDropped(): void {
    if (this.dropped === 0)
      this.logger.error(
        `Handler ${this.definition.name}: ${MOST_WAITING} events wait, and the oldest are dropped.`,
      );
    this.dropped++;
  }

  private drop(): void {
    this.noteDropped();
    // The first may be with the handler now: it takes the place of the one after it.
    this.events[this.head + 1] = this.events[this.head] as HandledEvents[Kind];
    this.times[this.head + 1] = this.times[this.head] as number;
    this.shift();
  }

  private shift(): void {
    this.head++;
    if (this.head <= 1_024 || this.head * 2 <= this.events.length) return;
    this.events = this.events.slice(this.head);
    this.times = this.times.slice(this.head);
    this.head = 0;
  }
}

/** What a handler threw, be it no error. */
function textOf(error: unknown): string {
  return error instanceof Error ? String(error) : inspect(error);
}
