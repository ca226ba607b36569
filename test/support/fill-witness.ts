import { addAmounts, amountsFromPairs, NO_AMOUNTS, sameAmounts } from '../../src/decimal/amounts.js';
import type { Amounts } from '../../src/decimal/amounts.js';
import { toFixedPoint } from '../../src/decimal/fixed-point.js';
import { ChangeFeed } from '../../src/events/change-feed.js';
import type { FillEvent } from '../../src/events/fill-event.js';
import { feesOfFill } from '../../src/ledger/order-fill.js';
import { fillsOfRecord } from '../../src/orders/order-record.js';
import type { TestCache } from './test-cache.js';

interface Sum {
  readonly quantity: bigint;
  readonly fees: Amounts;
}

const NOTHING: Sum = { quantity: 0n, fees: NO_AMOUNTS };

/** Keeps a book of nothing but fill events, and tells where it is not what the orders' fills add up to. */
export class FillWitness {
  private readonly events: FillEvent[] = [];

  constructor(private readonly cache: TestCache) {
    const feed = new ChangeFeed(cache.tables, cache.positions, () => cache.now);
    feed.listen(({ fills }) => this.events.push(...fills.map(({ event }) => event)));
    feed.attach();
  }

  endTurn(): void {
    this.cache.tables.changes.turn.end();
  }

  faults(): string[] {
    this.endTurn();
    const [told, held] = [this.told(), this.held()];
    const faults = [...new Set([...told.keys(), ...held.keys()])].filter((leg) => {
      const [left, right] = [told.get(leg) ?? NOTHING, held.get(leg) ?? NOTHING];
      return left.quantity !== right.quantity || !sameAmounts(left.fees, right.fees);
    });
    const numbers = this.events.map(({ number }) => number);
    if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] as number)))
      faults.push('the numbers do not ascend');
    return faults.map((leg) => `fill events of ${leg} do not add up to its fills`);
  }

  private told(): Map<string, Sum> {
    const sums = new Map<string, Sum>();
    for (const { exchange, symbol, positionSide, side, quantity, fees } of this.events)
      add(
        sums,
        [exchange, symbol, positionSide, side],
        toFixedPoint(quantity),
        amountsFromPairs(Object.entries(fees)),
      );
    return sums;
  }

  private held(): Map<string, Sum> {
    const sums = new Map<string, Sum>();
    for (const { record } of this.cache.tables.orders.index.entries()) {
      const { exchange, symbol, positionSide, side } = record;
      for (const fill of fillsOfRecord(record))
        add(sums, [exchange, symbol, positionSide, side], toFixedPoint(fill.quantity), feesOfFill(fill));
    }
    return sums;
  }
}

function add(sums: Map<string, Sum>, leg: readonly string[], quantity: bigint, fees: Amounts): void {
  const name = leg.join(' ');
  const before = sums.get(name) ?? NOTHING;
  sums.set(name, { quantity: before.quantity + quantity, fees: addAmounts(before.fees, fees) });
}
