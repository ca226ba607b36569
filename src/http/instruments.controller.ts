import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { DurableQuery } from './durable.query.js';
import { InstrumentsDto } from './instruments.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';
import { whenDurable } from './when-durable.js';

@Controller(`${SCOPE_PATH}/instruments`)
export class InstrumentsController {
  @Put()
  @HttpCode(204)
  async register(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(InstrumentsDto)) { instruments }: InstrumentsDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.registerInstruments(instruments);
    await whenDurable(cache, durable);
  }
}
