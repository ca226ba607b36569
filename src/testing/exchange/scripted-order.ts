import type { Liquidity } from '../../ledger/execution.js';
import type { NewOrder } from '../../orders/new-order.js';
import type { OrderUpdate, PositionSide } from '../../orders/order.js';
import { Rational } from '../simulator/rational.js';
import { kindOf } from './scripted-market.js';
import type { ScriptedMarket } from './scripted-market.js';

/**
 * An order as a bot sends it; what the bot gave to `orderInitialized` will do. Without a price it is a MARKET order, else a LIMIT one, unless `type`
 * says it.
 */
export type OrderRequest = Omit<NewOrder, 'exchange' | 'type'> & {
  readonly exchange?: string;
  readonly type?: string;
};

/** An execution, as the matching engine made it. Decimals are canonical. */
export interface ScriptedFill {
  readonly tradeId: string;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly feeCurrency: string;
  readonly liquidity: Liquidity;
}

/** An order as the scripted exchange knows it. */
export class ScriptedOrder {
  /** PENDING until the exchange has answered. */
  status: 'PENDING' | 'ACCEPTED' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REJECTED' =
    'PENDING';
  /** When the exchange last told something of it (ms). */
  at: number;
  reason: string | null = null;
  isCancelRequested = false;
  private price: string | null;
  private amount: string;
  private filled = Rational.ZERO;
  /** What was paid; contracts over prices where the market is inverse. */
  private cost = Rational.ZERO;

  constructor(
    readonly id: string,
    private readonly exchange: string,
    readonly market: ScriptedMarket,
    private readonly request: OrderRequest,
    at: number,
  ) {
    this.at = at;
    this.price = request.price ?? null;
    this.amount = request.amount;
  }

  get clientOrderId(): string | null {
    return this.request.clientOrderId ?? null;
  }

  get side(): OrderUpdate['side'] {
    return this.request.side;
  }

  get positionSide(): PositionSide {
    return this.request.positionSide ?? 'NET';
  }

  get isReduceOnly(): boolean {
    return this.request.reduceOnly ?? false;
  }

  get type(): string {
    return this.request.type ?? (this.request.price == null ? 'MARKET' : 'LIMIT');
  }

  get limitPrice(): string | null {
    return this.price;
  }

  /** It can trade, the exchange has answered, and it has not ended. */
  get isOpen(): boolean {
    return this.status === 'ACCEPTED' || this.status === 'PARTIALLY_FILLED';
  }

  get hasEnded(): boolean {
    return !this.isOpen && this.status !== 'PENDING';
  }

  get remaining(): Rational {
    return Rational.of(this.amount).minus(this.filled);
  }

  get isFilledSome(): boolean {
    return this.filled.sign > 0;
  }

  amend(price: string | null, amount: string): void {
    this.price = price;
    this.amount = amount;
  }

  /** Counts a fill. An order that has ended stays so, unless all of it is filled. */
  execute(fill: ScriptedFill): void {
    const [quantity, price] = [Rational.of(fill.quantity), Rational.of(fill.price)];
    this.filled = this.filled.plus(quantity);
    this.cost = this.cost.plus(this.isInverse ? quantity.over(price) : quantity.times(price));
    if (this.remaining.sign === 0) this.status = 'FILLED';
    else if (!this.hasEnded) this.status = 'PARTIALLY_FILLED';
  }

  /** What the exchange says of it: at one event, with the fill that is the reason if one is; or when it is asked. */
  report(status: OrderUpdate['status'] = this.status, fill: ScriptedFill | null = null): OrderUpdate {
    const { contractSize } = this.market;
    return {
      exchange: this.exchange,
      symbol: this.market.symbol,
      id: this.id,
      clientOrderId: this.clientOrderId,
      status,
      side: this.side,
      type: this.type,
      timeInForce: this.request.timeInForce ?? (this.type === 'MARKET' ? 'IOC' : 'GTC'),
      price: this.price,
      amount: this.amount,
      filled: this.filled.toDecimal(),
      average: this.average(),
      lastFilled: fill?.quantity ?? null,
      lastFilledPrice: fill?.price ?? null,
      tradeId: fill?.tradeId ?? null,
      fee: fill?.fee ?? null,
      feeCurrency: fill?.feeCurrency ?? null,
      liquidity: fill?.liquidity ?? null,
      reduceOnly: this.isReduceOnly,
      positionSide: this.positionSide,
      contractSize: contractSize ?? null,
      reason: this.reason,
      timestamp: this.at,
    };
  }

  private get isInverse(): boolean {
    return kindOf(this.market) === 'inverse';
  }

  private average(): string | null {
    if (!this.isFilledSome) return null;
    const { filled, cost } = this;
    return (this.isInverse ? filled.over(cost) : cost.over(filled)).toDecimal();
  }
}
