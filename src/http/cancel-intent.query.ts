import { IsOptional, IsString } from 'class-validator';
import { DurableQuery } from './durable.query.js';

/** Of which of the orders with one id a cancel intent is noted, and when that is answered. */
export class CancelIntentQuery extends DurableQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsString()
  symbol?: string;
}
