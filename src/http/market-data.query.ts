import { IsOptional, IsString } from 'class-validator';

/** Which series of a kind is meant, such as a kline's `1m`. */
export class MarketDataQuery {
  @IsOptional()
  @IsString()
  interval?: string;
}
