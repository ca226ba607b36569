import type { AppliedMessage } from 'nestjs-trading-cache';

/** What of a message could not be taken as it came, in words for a log. */
export function troubles(applied: readonly AppliedMessage[]): string[] {
  return applied.flatMap((each) => {
    if (each.kind === 'invalid') return [`${each.field} ${each.reason}`];
    if (each.kind === 'unknown') return ['a message that the mapper does not know'];
    if (each.kind !== 'orders' && each.kind !== 'trades') return [];
    return each.results.flatMap(({ outcome, orderId, field, reason, gap }) => [
      ...(outcome === 'rejected' ? [`order ${orderId}: ${field} ${reason}`] : []),
      ...(gap?.estimated === true ? [`order ${orderId}: the price of ${gap.quantity} is an estimate`] : []),
    ]);
  });
}
