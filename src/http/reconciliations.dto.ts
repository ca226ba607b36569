import { IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';
import type { OpenOrderSnapshot, PositionSnapshot } from '../reconciliation/snapshot.js';

/** What an exchange says of itself. What is in the lists is judged by the reconciliation. */
export class ReconciliationDto {
  @IsString()
  exchange!: string;

  @IsBoolean()
  complete!: boolean;

  @IsBoolean()
  adopt!: boolean;

  @IsOptional()
  @IsArray()
  positions?: PositionSnapshot[] | null;

  @IsOptional()
  @IsArray()
  openOrders?: OpenOrderSnapshot[] | null;
}
