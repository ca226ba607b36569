import type { Mapped, Order } from 'nestjs-trading-cache';

export interface FeedListener {
  /** Whatever is pushed. */
  readonly message: (mapped: readonly Mapped[]) => void;
  /** The connection is back: what was said meanwhile is not said again. */
  readonly reconnected: () => void;
  readonly failed: (error: unknown) => void;
}

/** An exchange by its SDK: what it pushes, and what it answers when it is asked, all of it mapped. */
export interface Feed {
  /** What the exchange's mapper calls it. */
  readonly exchange: string;
  /** Subscribes. */
  open(listener: FeedListener): Promise<void>;
  close(): void;
  /** The exchange's clock (ms). */
  now(): Promise<number>;
  markets(): Promise<readonly Mapped[]>;
  openOrders(): Promise<readonly Mapped[]>;
  order(order: Order): Promise<readonly Mapped[]>;
  positions(): Promise<readonly Mapped[]>;
  /** One's own trades since a time (ms), oldest first. */
  trades(since: number): Promise<readonly Mapped[]>;
}

/** Injects all feeds. */
export const FEEDS = Symbol('feeds');
