import type { OrderUpdate } from '../orders/order.js';
import { IsBatch } from './is-batch.decorator.js';

/** The envelope of order updates. What is in them is judged one by one: a wrong one does not stop the others. */
export class OrderUpdatesDto {
  @IsBatch()
  updates!: OrderUpdate[];
}
