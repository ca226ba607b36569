import { IsIn, IsOptional, IsString } from 'class-validator';
import { POSITION_SIDES } from '../orders/order.js';
import type { PositionSide } from '../orders/order.js';
import { IsMilliseconds } from './is-milliseconds.decorator.js';
import { PageQuery } from './page.query.js';

/** Which position of a symbol is meant. */
export class PositionLocatorQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsIn(POSITION_SIDES)
  positionSide?: PositionSide;
}

/** Which position of a symbol is meant, and when. */
export class PositionAtQuery extends PositionLocatorQuery {
  /** As of this exchange time (ms since the epoch); as it is now where it is left out. */
  @IsOptional()
  @IsMilliseconds()
  at?: string;
}

/** Which page of which position's ledger. */
export class LedgerQuery extends PageQuery {
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
