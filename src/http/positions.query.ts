import { IsIn, IsOptional, IsString } from 'class-validator';
import type { PositionSide } from '../orders/order.js';

/** Which position of a symbol is meant. */
export class PositionLocatorQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsIn(['NET'])
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
