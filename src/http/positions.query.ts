import { IsIn, IsOptional, IsString } from 'class-validator';
import { POSITION_SIDES } from '../orders/order.js';
import type { PositionSide } from '../orders/order.js';

/** Which position of a symbol is meant. */
export class PositionLocatorQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsIn(POSITION_SIDES)
  positionSide?: PositionSide;
}

/** Which positions to list. */
export class PositionsQuery {
  @IsOptional()
  @IsString()
  symbol?: string;

  @IsOptional()
  @IsString()
  exchange?: string;

  @IsIn(['open', 'flat', 'all'])
  state: 'open' | 'flat' | 'all' = 'all';
}
