import { MAX_NAME } from '../../orders/field-checks.js';
import type { Mapped, MappedBalance } from '../mapped.js';
import { mapRows } from '../map-rows.js';
import type { FieldReader } from '../field-reader.js';
import { ownField } from '../row.js';
import type { CcxtBalances } from './ccxt-structures.js';

/**
 * Unified balances: each currency that `free`, `used` or `total` name.
 *
 * @throws {UpdateFault} if they are no balances.
 */
export function mapCcxtBalance(
  exchange: string,
  account: string,
  balances: unknown,
  read: FieldReader,
): Mapped[] {
  const row = read.row<keyof CcxtBalances>(balances);
  const timestamp = read.timestamp(row.timestamp, 'timestamp');
  const [free, used, total] = [
    new Amounts(row.free, read.at('free')),
    new Amounts(row.used, read.at('used')),
    new Amounts(row.total, read.at('total')),
  ];
  const assets = [...new Set([...free.assets(), ...used.assets(), ...total.assets()])];
  const map = (asset: unknown, of: FieldReader): MappedBalance => {
    const name = of.ownText(asset, MAX_NAME);
    return {
      exchange,
      account,
      asset: name,
      free: free.of(name),
      locked: used.of(name),
      total: total.of(name),
      timestamp,
    };
  };
  return mapRows(assets, read.at('assets'), map, (told) => ({ kind: 'balances', balances: told }));
}

/** Amounts by asset. */
class Amounts {
  private readonly amounts: Readonly<Record<string, unknown>>;

  constructor(
    amounts: unknown,
    private readonly read: FieldReader,
  ) {
    this.amounts = read.row<string>(amounts ?? {});
  }

  assets(): readonly string[] {
    return Object.keys(this.amounts);
  }

  of(asset: string): string | null {
    return this.read.computed(ownField(this.amounts, asset), asset);
  }
}
