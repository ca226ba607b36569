import { IsOptional, IsString } from 'class-validator';

/** Which balances to list. */
export class BalancesQuery {
  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @IsString()
  account?: string;
}
