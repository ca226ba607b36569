import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsMilliseconds } from './is-milliseconds.decorator.js';

/** Of which time the profit is asked for, and by which steps. */
export class PnlQuery {
  /** From this exchange time on (ms since the epoch). */
  @IsMilliseconds()
  from!: string;

  /** Before this exchange time (ms since the epoch). */
  @IsMilliseconds()
  to!: string;

  @IsIn(['hour', 'day'])
  bucket!: 'hour' | 'day';

  @IsOptional()
  @IsString()
  symbol?: string;
}
