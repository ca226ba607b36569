import type { OrderUpdate } from '../../orders/order.js';
import type { PositionMessage } from './position-ledger.js';
import type { SimulatedMessage } from './simulated-exchange.js';

/** What the simulated exchange itself knows of its orders, fills and positions at a moment: what its REST would answer. */
export class SimulatedAccount {
  /** The exchange's clock (ms). */
  now = 0;
  private readonly orders = new Map<string, OrderUpdate>();
  private readonly held = new Map<string, PositionMessage & { readonly timestamp: number }>();
  private readonly fills: OrderUpdate[] = [];
  private said = 0;

  constructor(private readonly messages: readonly SimulatedMessage[]) {}

  /** Whether more happens in this very millisecond. */
  get isInMoment(): boolean {
    return this.messages[this.said]?.ts === this.now;
  }

  /** Lets the next thing happen. */
  next(): SimulatedMessage {
    const message = this.messages[this.said++];
    if (message === undefined)
      throw new Error('Nothing more happens: let the simulated exchange run longer.');
    this.now = message.ts;
    if (message.kind === 'position')
      this.held.set(message.position.symbol, { ...message.position, timestamp: message.ts });
    else {
      this.orders.set(String(message.order.id), message.order);
      if (message.order.tradeId != null) this.fills.push(message.order);
    }
    return message;
  }

  order(id: string): OrderUpdate | null {
    return this.orders.get(id) ?? null;
  }

  openOrders(symbol?: string): readonly OrderUpdate[] {
    return [...this.orders.values()].filter(
      (order) =>
        (symbol ?? order.symbol) === order.symbol &&
        (order.status === 'ACCEPTED' || order.status === 'PARTIALLY_FILLED'),
    );
  }

  /** The updates that told of a fill at this time (ms) or later. */
  fillsSince(symbol: string, since: number): readonly OrderUpdate[] {
    return this.fills.filter((fill) => fill.symbol === symbol && (fill.timestamp ?? 0) >= since);
  }

  /** Those that are not flat. */
  positions(): readonly (PositionMessage & { readonly timestamp: number })[] {
    return [...this.held.values()].filter(({ signedAmount }) => signedAmount !== '0');
  }
}
