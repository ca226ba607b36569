import { mapBinance } from '../exchanges/binance/binance.mapper.js';
import { mapBybit } from '../exchanges/bybit/bybit.mapper.js';
import type { Mapped } from '../exchanges/mapped.js';
import { mapOkx } from '../exchanges/okx/okx.mapper.js';
import type { OrderUpdate } from '../orders/order.js';
import { LineFault } from './line-fault.js';

const MAPPERS: ReadonlyMap<string, (message: unknown) => readonly Mapped[]> = new Map([
  ['binance', mapBinance],
  ['bybit', mapBybit],
  ['okx', mapOkx],
]);

export function hasMapper(exchange: string): boolean {
  return MAPPERS.has(exchange);
}

/**
 * The update that an exchange's own message tells, through its mapper.
 *
 * @param exchange one that has a mapper.
 * @param index which of the message's orders is meant.
 * @throws {LineFault} if the message does not tell such an order.
 */
export function rawUpdate(exchange: string, raw: unknown, index: number): OrderUpdate {
  const map = MAPPERS.get(exchange);
  if (map === undefined) throw new Error(`there is no mapper of ${exchange}`);
  const mapped = map(raw);
  const update = mapped.flatMap((each) => (each.kind === 'orders' ? each.updates : []))[index];
  if (update !== undefined) return update;
  const faults = mapped.map((each) => (each.kind === 'invalid' ? `${each.field} ${each.reason}` : each.kind));
  throw new LineFault(`has a raw message that tells no order ${index} (${faults.join('; ')})`);
}
