import { MAX_NAME, text } from '../../orders/field-checks.js';
import type { Mapped } from '../mapped.js';
import { FieldReader } from '../field-reader.js';
import { invalid } from '../map-row.js';
import { mapRows } from '../map-rows.js';
import { readMessage } from '../read-message.js';
import { isRecord } from '../row.js';
import { mapCcxtBalance } from './ccxt-balance.js';
import { mapCcxtMarket } from './ccxt-market.js';
import { mapCcxtOrder } from './ccxt-order.js';
import { mapCcxtPosition } from './ccxt-position.js';
import type { CcxtPositionsOptions } from './ccxt-position.js';
import { mapCcxtTrade } from './ccxt-trade.js';

/** ccxt's `TICK_SIZE`, which nearly all of its exchanges have. */
const TICK_SIZE = 4;

/** No text of a message is kept, so that nothing could be read again. */
const FIELDS = FieldReader.ofMessage(null);

export interface CcxtMarketsOptions {
  /** ccxt's `exchange.precisionMode`; 4, which is `TICK_SIZE`, unless given. */
  readonly precisionMode?: number;
}

/**
 * Orders of ccxt, one or a list, as `watchOrders`, `fetchOpenOrders`, `createOrder` give them; an empty list tells that there are none.
 * Nothing of them is kept, so that ccxt may go on changing what it handed out. Never throws, as none of these.
 *
 * @param exchange what the orders' exchange is called here: ccxt's structures do not name it.
 */
export function mapCcxtOrders(exchange: string, orders: unknown): readonly Mapped[] {
  return mapList(exchange, orders, 'orders', mapCcxtOrder, (updates) => ({ kind: 'orders', updates }));
}

/** Trades of one's own, as `watchMyTrades` and `fetchMyTrades` give them. */
export function mapCcxtTrades(exchange: string, trades: unknown): readonly Mapped[] {
  return mapList(exchange, trades, 'trades', mapCcxtTrade, (told) => ({ kind: 'trades', trades: told }));
}

/** Positions, as `watchPositions` and `fetchPositions` give them. */
export function mapCcxtPositions(
  exchange: string,
  positions: unknown,
  options: CcxtPositionsOptions = {},
): readonly Mapped[] {
  return mapList(
    exchange,
    positions,
    'positions',
    (_, row, reader) => mapCcxtPosition(row, reader, options),
    (told, name) => ({ kind: 'positions', exchange: name, positions: told.filter((each) => each !== null) }),
  );
}

/** Markets: a list, as `fetchMarkets` gives it, or `exchange.markets`, which has them by symbol. */
export function mapCcxtMarkets(
  exchange: string,
  markets: unknown,
  options: CcxtMarketsOptions = {},
): readonly Mapped[] {
  const read = readMessage(markets);
  return mapList(
    exchange,
    isRecord(read) && !('symbol' in read) ? Object.values(read) : read,
    'markets',
    (name, row, reader) => mapCcxtMarket(name, row, reader, options.precisionMode ?? TICK_SIZE),
    (told) => ({ kind: 'instruments', instruments: told.filter((each) => each !== null) }),
  );
}

/**
 * Balances, as `watchBalance` and `fetchBalance` give them.
 *
 * @param account what the account, or its type, is called here: ccxt's structures do not name it.
 */
export function mapCcxtBalances(exchange: string, account: string, balances: unknown): readonly Mapped[] {
  const read = readMessage(balances);
  if (!isRecord(read)) return [{ kind: 'unknown', message: balances }];
  try {
    const [name, holder] = [nameOf(exchange, 'exchange'), nameOf(account, 'account')];
    const mapped = mapCcxtBalance(name, holder, read, FIELDS.at('balances'));
    return mapped.length === 0 ? [{ kind: 'balances', balances: [] }] : mapped;
  } catch (error) {
    return [invalid(error)];
  }
}

function mapList<Told>(
  exchange: string,
  structures: unknown,
  place: string,
  map: (exchange: string, row: unknown, read: FieldReader) => Told,
  gather: (told: readonly Told[], exchange: string) => Mapped,
): readonly Mapped[] {
  const read = readMessage(structures);
  const rows: readonly unknown[] = Array.isArray(read) ? [...(read as readonly unknown[])] : [read];
  if (!rows.every(isRecord)) return [{ kind: 'unknown', message: structures }];
  try {
    const name = nameOf(exchange, 'exchange');
    if (rows.length === 0) return [gather([], name)];
    return mapRows(
      rows,
      FIELDS.at(place),
      (row, reader) => map(name, row, reader),
      (told) => gather(told, name),
    );
  } catch (error) {
    return [invalid(error)];
  }
}

function nameOf(name: string, field: string): string {
  return text(name, field, MAX_NAME, false);
}
