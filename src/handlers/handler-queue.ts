import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { Backoff } from '../state/backoff.js';
import { DueQueue } from '../state/due-queue.js';
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
  private readonly queue = new DueQueue<HandledEvents[Kind]>();
  /** When the event came that is with the handler; null while none is. */
  private currentSince: number | null = null;
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

  get waiting(): number {
    return this.queue.size + (this.currentSince === null ? 0 : 1);
  }

  status(): HandlerStatus {
    const { definition, waiting, handled, failures, setAside, dropped } = this;
    const { name, kind, durable } = definition;
    const since = this.currentSince ?? this.queue.firstAt;
    const lagMs = since === null ? 0 : Math.max(0, this.now() - since);
    return { name, event: kind, durable, waiting, lagMs, handled, failures, setAside, dropped };
  }

  push(event: HandledEvents[Kind]): void {
    if (this.isStopped) return;
    if (this.definition.durable === null && this.waiting >= MOST_WAITING) this.drop();
    this.queue.push(event, this.now());
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
    for (let event = this.take(); event !== null; event = this.take()) {
      const isHandled = await this.attempt(event);
      if (isHandled === null) return;
      this.currentSince = null;
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
    this.queue.shift();
  }

  /** Takes the next event for the handler; null if there is none, or the queue was stopped. */
  private take(): HandledEvents[Kind] | null {
    const event = this.isStopped ? null : this.queue.due(Infinity);
    if (event === null) return null;
    this.currentSince = this.queue.firstAt;
    this.queue.shift();
    return event;
  }
}

/** What a handler threw, be it no error. */
function textOf(error: unknown): string {
  return error instanceof Error ? String(error) : inspect(error);
}
