import { IsInt, IsOptional, IsString } from 'class-validator';
import type { AccountTrade } from '../orders/trade.js';
import { IsBatch } from './is-batch.decorator.js';

/** The envelope of trades. What is in them is judged one by one: a wrong one does not stop the others. */
export class TradesDto {
  @IsBatch()
  trades!: AccountTrade[];
}

/** Which trade is taken back: the path has its id. */
export class BustDto {
  @IsString()
  exchange!: string;

  @IsString()
  symbol!: string;

  @IsOptional()
  @IsString()
  orderId?: string | null;

  @IsOptional()
  @IsString()
  clientOrderId?: string | null;

  @IsOptional()
  @IsInt()
  timestamp?: number | null;
}
