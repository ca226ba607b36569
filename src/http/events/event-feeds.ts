import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { CacheService } from '../../cache/cache.service.js';
import { ShuttingDownError } from '../http.errors.js';
import { EventFeed } from './event-feed.js';
import type { EventFilter } from './event-filter.js';
import type { EventStream } from './event-stream.js';

const HEARTBEAT_MS = 15_000;
/** How long events are kept after the last reader left. */
const KEEP_MS = 60_000;

/** The feeds of all scopes that somebody reads, or read lately. A scope that nobody reads costs nothing. */
@Injectable()
export class EventFeeds implements BeforeApplicationShutdown {
  private readonly feeds = new Map<CacheService, EventFeed>();
  private readonly leaving = new Map<EventFeed, NodeJS.Timeout>();
  private heartbeat: NodeJS.Timeout | null = null;
  private isClosed = false;

  /** @throws {ShuttingDownError} when the application ends. */
  open(cache: CacheService, lastEventId: string | null, filter: EventFilter): EventStream {
    if (this.isClosed) throw new ShuttingDownError();
    const feed = this.feeds.get(cache) ?? this.begin(cache);
    clearTimeout(this.leaving.get(feed));
    this.leaving.delete(feed);
    this.heartbeat ??= setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    return feed.open(lastEventId, filter);
  }

  /** Ends the streams before the server closes: it waits for all of its requests. */
  beforeApplicationShutdown(): void {
    this.isClosed = true;
    for (const [cache, feed] of this.feeds) this.drop(cache, feed);
  }

  private begin(cache: CacheService): EventFeed {
    const feed: EventFeed = new EventFeed(cache, {
      idle: () => this.dropLater(cache, feed),
      over: () => this.drop(cache, feed),
    });
    this.feeds.set(cache, feed);
    return feed;
  }

  private beat(): void {
    for (const feed of this.feeds.values()) feed.beat();
  }

  private dropLater(cache: CacheService, feed: EventFeed): void {
    if (this.feeds.get(cache) !== feed) return;
    clearTimeout(this.leaving.get(feed));
    this.leaving.set(feed, setTimeout(() => this.drop(cache, feed), KEEP_MS).unref());
  }

  private drop(cache: CacheService, feed: EventFeed): void {
    clearTimeout(this.leaving.get(feed));
    this.leaving.delete(feed);
    this.feeds.delete(cache);
    feed.close();
    if (this.feeds.size > 0 || this.heartbeat === null) return;
    clearInterval(this.heartbeat);
    this.heartbeat = null;
  }
}
