import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { Survives } from '../stores/batch.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import { NotDurableError } from './http.errors.js';
import { OrderUpdatesDto, OrderUpdatesQuery } from './order-updates.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { STORE_TIMEOUT_MS } from './store-timeout.js';
import { ValidatedPipe, ValidatedQueryPipe } from './validated.pipe.js';

interface UpdatesAnswer {
  readonly results: readonly UpdateResult[];
  readonly survives?: Survives;
}

@Controller(`${SCOPE_PATH}/order-updates`)
export class OrderUpdatesController {
  @Post()
  @HttpCode(200)
  async apply(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(OrderUpdatesDto)) { updates }: OrderUpdatesDto,
    @Query(new ValidatedQueryPipe(OrderUpdatesQuery)) { durable }: OrderUpdatesQuery,
  ): Promise<UpdatesAnswer> {
    const results = updates.map((update) => applied(cache, update));
    if (durable === 'false') return { results };
    try {
      const { survives } = await cache.flush({ timeoutMs: STORE_TIMEOUT_MS });
      return { results, survives };
    } catch (error) {
      throw error instanceof StoreUnavailableError ? new NotDurableError(results, error) : error;
    }
  }
}

/** The result as the contract has it; a gap is an event of its own. */
function applied(cache: CacheService, update: OrderUpdate): UpdateResult {
  const { gap: _, ...result } = cache.applyUpdate(update);
  return result;
}
