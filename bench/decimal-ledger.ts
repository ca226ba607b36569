import { Decimal } from 'decimal.js';
import type { OrderUpdate } from '../src/orders/order.js';

/** Digits enough for every product of a quantity and a price to be exact, as it is in the cache. */
const Exact = Decimal.clone({ precision: 72, rounding: Decimal.ROUND_HALF_EVEN });
const COST_DIGITS = 36;
const ZERO = new Exact(0);

interface Position {
  quantity: Decimal;
  cost: Decimal;
  realizedPnl: Decimal;
  readonly fees: Map<string, Decimal>;
}

interface Watermark {
  readonly quantity: Decimal;
  readonly cost: Decimal;
}

/** The cache's accounting (watermark per order, average cost, fees by currency) with decimal.js, and nothing beside it. */
export class DecimalLedger {
  readonly positions = new Map<string, Position>();
  private readonly watermarks = new Map<string, Watermark>();

  apply(update: OrderUpdate): void {
    const id = update.id as string;
    const counted = this.watermarks.get(id) ?? { quantity: ZERO, cost: ZERO };
    const filled = new Exact(update.filled);
    const quantity = filled.minus(counted.quantity);
    if (quantity.lessThanOrEqualTo(ZERO)) return;
    const cost = costOf(update, filled, quantity, counted);
    this.watermarks.set(id, { quantity: filled, cost: counted.cost.plus(cost) });
    const position = this.positionOf(update.symbol);
    fold(position, update.side === 'BUY' ? quantity : quantity.negated(), cost);
    addFee(position.fees, update);
  }

  private positionOf(symbol: string): Position {
    let position = this.positions.get(symbol);
    if (position === undefined) {
      position = { quantity: ZERO, cost: ZERO, realizedPnl: ZERO, fees: new Map() };
      this.positions.set(symbol, position);
    }
    return position;
  }
}

function costOf(update: OrderUpdate, filled: Decimal, quantity: Decimal, counted: Watermark): Decimal {
  if (new Exact(update.lastFilled as string).equals(quantity)) {
    return quantity.times(update.lastFilledPrice as string);
  }
  return filled.times(update.average as string).minus(counted.cost);
}

function fold(position: Position, signed: Decimal, cost: Decimal): void {
  const before = position.quantity;
  position.quantity = before.plus(signed);
  if (before.isZero() || before.isPositive() === signed.isPositive()) {
    position.cost = position.cost.plus(cost);
    return;
  }
  const held = before.abs();
  const filled = signed.abs();
  const crosses = filled.greaterThan(held);
  const closing = crosses ? held : filled;
  const entryCost = share(position.cost, closing, held);
  const exitCost = share(cost, closing, filled);
  const profit = before.isPositive() ? exitCost.minus(entryCost) : entryCost.minus(exitCost);
  position.realizedPnl = position.realizedPnl.plus(profit);
  position.cost = crosses ? cost.minus(exitCost) : position.cost.minus(entryCost);
}

function share(cost: Decimal, part: Decimal, whole: Decimal): Decimal {
  return part.equals(whole) ? cost : cost.times(part).dividedBy(whole).toDecimalPlaces(COST_DIGITS);
}

function addFee(fees: Map<string, Decimal>, { fee, feeCurrency }: OrderUpdate): void {
  if (fee == null || feeCurrency == null) return;
  fees.set(feeCurrency, (fees.get(feeCurrency) ?? ZERO).plus(fee));
}
