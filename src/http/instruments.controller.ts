import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { InstrumentsDto } from './instruments.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/instruments`)
export class InstrumentsController {
  @Put()
  @HttpCode(204)
  register(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(InstrumentsDto)) { instruments }: InstrumentsDto,
  ): void {
    cache.registerInstruments(instruments);
  }
}
