import { addAmounts, largerAmounts } from '../decimal/amounts.js';
import type { CheckedUpdate } from './checked-update.js';
import type { FeeState } from './merge-fees.js';
import { mergeUpdate } from './merge.js';
import type { OrderRecord } from './order-record.js';

/** Whether two records, of which one is known by its client id only, can be of one order: it keeps its side and its leg. */
export function canBeOne(record: OrderRecord, twin: OrderRecord): boolean {
  return record.side === twin.side && record.positionSide === twin.positionSide;
}

/**
 * An order with what was heard of it under its client id alone, as a twin. The figures of both are cumulative, so that the one that is
 * further tells what was filled.
 */
export function mergeTwin(record: OrderRecord, twin: OrderRecord): OrderRecord {
  const told: CheckedUpdate = { ...twin, id: record.id, fee: null, cumFees: null, contractSize: null };
  const merge = mergeUpdate(record, told);
  const merged = merge.outcome === 'applied' ? merge.record : record;
  return { ...merged, ...mergeTwinFees(record, twin) };
}

/** Trades that only one of them tells of are added up; where it is not known which trades the fees are of, the larger sum wins. */
function mergeTwinFees(record: OrderRecord, twin: OrderRecord): FeeState {
  const others = twin.tradeIds.filter((id) => !record.tradeIds.includes(id));
  const areByTrade = record.feesAsOf === '0' && twin.feesAsOf === '0' && record.tradeIds.length > 0;
  const isApart = areByTrade && others.length > 0 && others.length === twin.tradeIds.length;
  return {
    fees: isApart ? addAmounts(record.fees, twin.fees) : largerAmounts(record.fees, twin.fees),
    feesAsOf: record.feesAsOf === '0' ? twin.feesAsOf : record.feesAsOf,
    tradeIds: [...record.tradeIds, ...others],
  };
}
