import { IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import type { NewOrder } from '../orders/new-order.js';
import type { OrderSide, PositionSide } from '../orders/order.js';

/** The body that notes a new order. The fields' own rules are checked where every update's are. */
export class NewOrderDto implements NewOrder {
  @IsString()
  exchange!: string;

  @IsString()
  symbol!: string;

  @IsOptional()
  @IsString()
  id?: string | null;

  @IsOptional()
  @IsString()
  clientOrderId?: string | null;

  @IsOptional()
  @IsIn(['INITIALIZED', 'PENDING'])
  status?: 'INITIALIZED' | 'PENDING' | null;

  @IsIn(['BUY', 'SELL'])
  side!: OrderSide;

  @IsString()
  type!: string;

  @IsOptional()
  @IsString()
  timeInForce?: string | null;

  @IsOptional()
  @IsString()
  price?: string | null;

  @IsString()
  amount!: string;

  @IsOptional()
  @IsBoolean()
  reduceOnly?: boolean | null;

  @IsOptional()
  @IsString()
  positionSide?: PositionSide | null;

  @IsOptional()
  @IsInt()
  timestamp?: number | null;
}
