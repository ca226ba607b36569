import type { Mapped } from '../mapped.js';
import { mapList, mapRows } from '../map-rows.js';
import { MessageRow } from '../message-row.js';
import {
  ACCOUNT_DATA_NAMES, ACCOUNT_UPDATE_NAMES, SPOT_ACCOUNT_NAMES, withBinanceNames,
} from './beautified.js'; // prettier-ignore
import { mapBinanceFuturesBalance, mapBinanceSpotBalance } from './binance-balance.js';
import type { BinanceAccount } from './binance-balance.js';
import { mapBinanceFunding } from './binance-funding.js';
import type { BinanceAccountData, BinanceAccountUpdate, BinanceSpotAccount } from './binance-messages.js';
import { mapBinancePosition } from './binance-position.js';
import { BINANCE } from './binance-words.js';

const ACCOUNT_UPDATE = 'ACCOUNT_UPDATE';
const SPOT_ACCOUNT = 'outboundAccountPosition';

/** An `outboundAccountPosition`. @throws {UpdateFault} naming the field of the message itself that is wrong. */
export function mapBinanceSpotAccount(event: unknown): Mapped[] {
  const message = withBinanceNames(event, SPOT_ACCOUNT_NAMES);
  const timestamp = new MessageRow<keyof BinanceSpotAccount>(message, SPOT_ACCOUNT).timestamp('u');
  return mapList(message, 'B', SPOT_ACCOUNT, (rows, place) =>
    mapRows(
      rows,
      place,
      (row, at) => mapBinanceSpotBalance(row, at, timestamp),
      (balances) => ({ kind: 'balances', balances }),
    ),
  );
}

/** An `ACCOUNT_UPDATE`. @throws {UpdateFault} naming the field of the message itself that is wrong. */
export function mapBinanceFuturesAccount(event: unknown): Mapped[] {
  const update = new MessageRow<keyof BinanceAccountUpdate>(
    withBinanceNames(event, ACCOUNT_UPDATE_NAMES),
    ACCOUNT_UPDATE,
  );
  const timestamp = update.timestamp('T');
  const account = accountOf(update);
  const place = `${ACCOUNT_UPDATE}.a`;
  const message = withBinanceNames(update.raw('a'), ACCOUNT_DATA_NAMES);
  const data = new MessageRow<keyof BinanceAccountData>(message, place);
  const balances = mapList(message, 'B', place, (rows, list) =>
    mapRows(
      rows,
      list,
      (row, at) => mapBinanceFuturesBalance(row, at, account, timestamp),
      (told) => ({ kind: 'balances', balances: told }),
    ),
  );
  const positions = mapList(message, 'P', place, (rows, list) =>
    mapRows(
      rows,
      list,
      (row, at) => mapBinancePosition(row, at, timestamp),
      (told) => ({ kind: 'positions', exchange: BINANCE, positions: told }),
    ),
  );
  const isFunding = data.text('m') === 'FUNDING_FEE';
  return [...balances, ...positions, ...(isFunding ? funding(data.raw('B'), positions, `${place}.B`) : [])];
}

function funding(balances: unknown, positions: readonly Mapped[], place: string): Mapped[] {
  if (!Array.isArray(balances)) return [];
  const told = positions.flatMap((each) => (each.kind === 'positions' ? each.positions : []));
  const payment = mapBinanceFunding(balances, told, place);
  return payment === null ? [] : [{ kind: 'adjustments', adjustments: [payment] }];
}

/** USDT-M has no account alias; portfolio margin says which it is. */
function accountOf(update: MessageRow<keyof BinanceAccountUpdate>): BinanceAccount {
  const unit = update.text('fs') ?? (update.text('i') === null ? 'UM' : 'CM');
  return unit === 'CM' ? 'coin-m' : 'usd-m';
}
