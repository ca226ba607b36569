import type { Mapped } from '../mapped.js';
import { mapList, mapRows } from '../map-rows.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { accountDataRow, accountUpdateRow, spotAccountRow } from './beautified.js';
import { mapBinanceFuturesBalance, mapBinanceSpotBalance } from './binance-balance.js';
import type { BinanceAccount } from './binance-balance.js';
import { mapBinanceFunding } from './binance-funding.js';
import type { BinanceAccountUpdate } from './binance-messages.js';
import { mapBinancePosition } from './binance-position.js';
import { BINANCE } from './binance-words.js';

/** An `outboundAccountPosition`. @throws {UpdateFault} naming the field of the message itself that is wrong. */
export function mapBinanceSpotAccount(event: unknown, read: FieldReader): Mapped[] {
  const account = spotAccountRow(event, read);
  const timestamp = read.timestamp(account.u, 'u');
  return mapList(account, 'B', read, (rows, list) =>
    mapRows(
      rows,
      list,
      (row, each) => mapBinanceSpotBalance(row, each, timestamp),
      (balances) => ({ kind: 'balances', balances }),
    ),
  );
}

/** An `ACCOUNT_UPDATE`. @throws {UpdateFault} naming the field of the message itself that is wrong. */
export function mapBinanceFuturesAccount(event: unknown, read: FieldReader): Mapped[] {
  const update = accountUpdateRow(event, read);
  const timestamp = read.timestamp(update.T, 'T');
  const account = accountOf(update, read);
  const readData = read.at('a');
  const data = accountDataRow(update.a, readData);
  const balances = mapList(data, 'B', readData, (rows, list) =>
    mapRows(
      rows,
      list,
      (row, each) => mapBinanceFuturesBalance(row, each, account, timestamp),
      (told) => ({ kind: 'balances', balances: told }),
    ),
  );
  const positions = mapList(data, 'P', readData, (rows, list) =>
    mapRows(
      rows,
      list,
      (row, each) => mapBinancePosition(row, each, timestamp),
      (told) => ({ kind: 'positions', exchange: BINANCE, positions: told }),
    ),
  );
  const isFunding = readData.text(data.m, 'm') === 'FUNDING_FEE';
  return [...balances, ...positions, ...(isFunding ? funding(data.B, positions, readData.at('B')) : [])];
}

function funding(balances: unknown, positions: readonly Mapped[], list: FieldReader): Mapped[] {
  if (!Array.isArray(balances)) return [];
  const told = positions.flatMap((each) => (each.kind === 'positions' ? each.positions : []));
  const payment = mapBinanceFunding(balances, told, list);
  return payment === null ? [] : [{ kind: 'adjustments', adjustments: [payment] }];
}

/** USDT-M has no account alias; portfolio margin says which it is. */
function accountOf({ fs, i }: Fields<keyof BinanceAccountUpdate>, read: FieldReader): BinanceAccount {
  const unit = read.text(fs, 'fs') ?? (read.text(i, 'i') === null ? 'UM' : 'CM');
  return unit === 'CM' ? 'coin-m' : 'usd-m';
}
