import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Reconciliation } from '../reconciliation/difference.js';
import { InvalidRequestError } from './http.errors.js';
import { ReconciliationDto } from './reconciliations.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/reconciliations`)
export class ReconciliationsController {
  @Post()
  @HttpCode(200)
  reconcile(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(ReconciliationDto)) { adopt, ...snapshot }: ReconciliationDto,
  ): Reconciliation {
    try {
      return cache.reconcile(snapshot, { adopt });
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      throw new InvalidRequestError([{ field: error.field, reason: error.reason }]);
    }
  }
}
