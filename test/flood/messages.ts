import type { OrderUpdate } from '../../src/index.js';

export const SCOPE = '/v1/scopes/default/default';

/** A report of an order of its own. */
export function updateOf(id: string, fields: Partial<OrderUpdate> = {}): OrderUpdate {
  return {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    id,
    status: 'ACCEPTED',
    side: 'BUY',
    type: 'LIMIT',
    price: '100',
    amount: '10',
    filled: '0',
    timestamp: 1_700_000_000_000,
    ...fields,
  };
}

/** A body of reports, one for each number. */
export function updatesOf(
  from: number,
  count: number,
  fields: (at: number) => Partial<OrderUpdate> = () => ({}),
): string {
  const updates = Array.from({ length: count }, (_, at) => updateOf(`flood-${from + at}`, fields(from + at)));
  return JSON.stringify({ updates });
}
