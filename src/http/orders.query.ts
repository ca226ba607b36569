import { IsIn, IsOptional, IsString } from 'class-validator';
import type { OrderState } from '../orders/order-page.js';
import { PageQuery } from './page.query.js';

/** Which orders to list. */
export class OrdersQuery extends PageQuery {
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
}
