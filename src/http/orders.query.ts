import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import type { OrderState } from '../orders/order-page.js';

const DEFAULT_LIMIT = 100;

/** Which orders to list. */
export class OrdersQuery {
  @IsOptional()
  @IsString()
  symbol?: string;

  @IsOptional()
  @IsString()
  exchange?: string;

  @IsIn(['open', 'terminal', 'all'])
  state: OrderState = 'all';

  /** `all` looks into the store's history too. */
  @IsIn(['memory', 'all'])
  source: 'memory' | 'all' = 'memory';

  /** Whether open orders that are being canceled are among the open ones. */
  @IsIn(['true', 'false'])
  includeCanceling: 'true' | 'false' = 'false';

  /** Orders on a page, 1 to 1000. */
  @Matches(/^(?:[1-9]\d{0,2}|1000)$/, { message: 'limit must be an integer from 1 to 1000' })
  limit: string = String(DEFAULT_LIMIT);

  /** The `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  cursor?: string;
}
