import { IsIn } from 'class-validator';

/** When changes are answered. */
export class DurableQuery {
  /** Whether to answer only when the store has everything. */
  @IsIn(['true', 'false'])
  durable: 'true' | 'false' = 'false';
}
