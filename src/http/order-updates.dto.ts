import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import type { OrderUpdate } from '../orders/order.js';

const MAX_UPDATES = 1_000;

/** The envelope of order updates. What is in them is judged one by one: a wrong one does not stop the others. */
export class OrderUpdatesDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_UPDATES)
  updates!: OrderUpdate[];
}

export class OrderUpdatesQuery {
  /** Whether to answer only when the store has everything. */
  @IsIn(['true', 'false'])
  durable: 'true' | 'false' = 'false';
}
