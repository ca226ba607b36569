import { IsOptional, IsString } from 'class-validator';
import { DurableQuery } from './durable.query.js';

/** Which series of a kind is set, and when that is answered. */
export class MarketDataChangeQuery extends DurableQuery {
  @IsOptional()
  @IsString()
  interval?: string;
}
