import type { BalanceUpdate } from '../balances/balance.js';
import { IsBatch } from './is-batch.decorator.js';

/** The envelope of balances. What is in them is judged one by one: a wrong one does not stop the others. */
export class BalancesDto {
  @IsBatch()
  balances!: BalanceUpdate[];
}
