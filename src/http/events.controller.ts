import { Get, Header, Headers, Req, StreamableFile } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { EventFeeds } from './events/event-feeds.js';
import { EventsQuery } from './events/events.query.js';
import type { HttpRequest } from './http-request.js';
import { Endpoint } from './openapi/endpoint.decorator.js';
import { EVENTS, LAST_EVENT_ID } from './openapi/queries.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';

/** How long a reader may take for the rest, when its stream ends. */
const PATIENCE_MS = 1_000;

@CacheController(`${SCOPE_PATH}/events`, 'Events')
export class EventsController {
  constructor(private readonly feeds: EventFeeds) {}

  /** What happens from now on, or from where a reader stopped, told at the end of the turn: before it is committed. */
  @Endpoint({
    id: 'streamEvents',
    summary: 'Tells what happens, as server-sent events',
    description:
      'It ends when the reader leaves, when the scope is closed, or when the app ends. `resync` says that events were missed: load again.',
    query: EVENTS,
    headers: { 'last-event-id': LAST_EVENT_ID },
    answers: {
      200: { description: 'A stream.', content: { 'text/event-stream': { type: 'string' } }, models: [] },
    },
  })
  @Get()
  @Header('cache-control', 'no-store, no-transform')
  // A proxy must not wait for the end before it passes something on.
  @Header('x-accel-buffering', 'no')
  // A connection that was kept would keep a closing server.
  @Header('connection', 'close')
  stream(
    @ScopeCache() cache: CacheService,
    @ValidQuery(EventsQuery) { exchange, symbol, events }: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { socket }: HttpRequest,
  ): StreamableFile {
    const names = events === undefined ? undefined : new Set(events.split(','));
    const stream = this.feeds.open(cache, lastEventId ?? null, { exchange, symbol, events: names });
    // Not every version of the platforms ends a stream whose reader has left.
    socket.once('close', () => stream.destroy());
    // A reader who reads no more would keep a closing server.
    stream.once('finishing', () => setTimeout(() => socket.destroy(), PATIENCE_MS).unref());
    return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
  }
}
