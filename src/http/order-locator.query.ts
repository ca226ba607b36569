import { IsOptional, IsString } from 'class-validator';

/** Which of the orders with one id is meant. */
export class OrderLocatorQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsString()
  symbol?: string;
}
