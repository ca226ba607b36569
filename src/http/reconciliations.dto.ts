import { IsArray, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import type { OpenOrderSnapshot, PositionSnapshot } from '../reconciliation/snapshot.js';

/** What an exchange says of itself. What is in the lists is judged by the reconciliation. */
export class ReconciliationDto {
  @IsString()
  exchange!: string;

  @IsBoolean()
  complete!: boolean;

  @IsBoolean()
  adopt!: boolean;

  /** The time of all of it, on the exchange's clock (ms). */
  @IsOptional()
  @IsInt()
  timestamp?: number | null;

  @IsOptional()
  @IsArray()
  positions?: PositionSnapshot[] | null;

  @IsOptional()
  @IsArray()
  openOrders?: OpenOrderSnapshot[] | null;
}
