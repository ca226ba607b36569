import { IsIn, IsOptional, IsString } from 'class-validator';
import { POSITION_SIDES } from '../orders/order.js';
import type { PositionSide } from '../orders/order.js';
import { IsMilliseconds } from './is-milliseconds.decorator.js';
import { PageQuery } from './page.query.js';

/** Which fills to list. */
export class FillsQuery extends PageQuery {
  @IsOptional()
  @IsString()
  symbol?: string;

  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsIn(POSITION_SIDES)
  positionSide?: PositionSide;

  @IsOptional()
  @IsString()
  orderId?: string;

  /** From this exchange time on (ms since the epoch). */
  @IsOptional()
  @IsMilliseconds()
  from?: string;

  /** Before this exchange time (ms since the epoch). */
  @IsOptional()
  @IsMilliseconds()
  to?: string;
}
