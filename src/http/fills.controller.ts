import { Get, Header, Headers, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { CacheService } from '../cache/cache.service.js';
import type { Fill } from '../ledger/fill.js';
import { accepts } from './accepts.js';
import { CacheController } from './cache-controller.decorator.js';
import { nextCursor, pageAfter } from './cursor.js';
import { CSV_MEDIA_TYPE, fillsCsv } from './fills-csv.js';
import { FillsQuery } from './fills.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { timeSpan } from './time-span.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { FillPageModel } from './openapi/position.models.js';
import { FILLS } from './openapi/queries.js';
import { refTo } from './openapi/schema.js';

interface FillsAnswer {
  readonly fills: readonly Fill[];
  readonly nextCursor: string | null;
}

@CacheController(`${SCOPE_PATH}/fills`, 'Fills and profit')
export class FillsController {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** By exchange time. CSV has no place for the cursor, so that a `Link` header names the page after it. */
  @Endpoint({
    id: 'listFills',
    summary: 'Lists fills by exchange time, from memory and history',
    description: 'With `Accept: text/csv` the page is CSV, and a `Link` header names the next one.',
    query: FILLS,
    answers: {
      200: {
        ...answer(FillPageModel, 'A page of fills.'),
        content: { 'application/json': refTo(FillPageModel), 'text/csv': { type: 'string' } },
      },
    },
  })
  @Get()
  @Header('vary', 'accept')
  async list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(FillsQuery) query: FillsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<FillsAnswer | string> {
    const { limit, cursor, from, to, ...place } = query;
    const filter = { ...place, ...timeSpan({ from, to }) };
    const { fills, next } = await pageAfter('fills', cursor, (after) =>
      cache.fillsPage(filter, after, Number(limit)),
    );
    const answer: FillsAnswer = { fills, nextCursor: nextCursor('fills', next) };
    if (!accepts(accept, 'text/csv')) return answer;
    const { httpAdapter } = this.adapterHost;
    if (answer.nextCursor !== null) {
      const page = { ...place, from, to, limit, cursor: answer.nextCursor };
      httpAdapter.setHeader(response, 'link', `<${relativeUrl(page)}>; rel="next"`);
    }
    httpAdapter.setHeader(response, 'content-type', CSV_MEDIA_TYPE);
    return fillsCsv(fills);
  }
}

/** The request's own path with another query (RFC 3986, 5.2.2). */
function relativeUrl(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `?${new URLSearchParams(given).toString()}`;
}
