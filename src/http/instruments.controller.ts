import { HttpCode, Put } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { InstrumentsDto } from './instruments.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import { Endpoint, bodyOf, emptyAnswer } from './openapi/endpoint.decorator.js';
import { InstrumentsModel } from './openapi/change.models.js';
import { INSTRUMENTS } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/instruments`, 'Instruments')
export class InstrumentsController {
  @Endpoint({
    id: 'registerInstruments',
    summary: 'Registers markets, all or none',
    query: DURABLE,
    body: bodyOf(InstrumentsModel, { perpetual: INSTRUMENTS }),
    answers: { 204: emptyAnswer('They are registered.') },
  })
  @Put()
  @HttpCode(204)
  async register(
    @ScopeCache() cache: CacheService,
    @ValidBody(InstrumentsDto) { instruments }: InstrumentsDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.registerInstruments(instruments);
    await whenDurable(cache, durable);
  }
}
