import type { Adjustment } from '../positions/adjustment.js';
import { IsBatch } from './is-batch.decorator.js';

/** The envelope of adjustments. What is in them is judged one by one: a wrong one does not stop the others. */
export class AdjustmentsDto {
  @IsBatch()
  adjustments!: Adjustment[];
}
