import type { Order, OrderStatus } from '../orders/order.js';
import type { FillEvent } from '../events/fill-event.js';
import type { PositionGap } from '../positions/applied-update.js';
import type { Position } from '../positions/position.js';
import type { ScopeEvent, ScopeEventState } from './scope-event.js';

/** What handlers can be of, and what each is given. */
export interface HandledEvents {
  readonly fill: FillEvent;
  readonly order: Order;
  readonly position: Position;
  readonly gap: PositionGap;
  readonly scope: ScopeEvent;
}

export type HandledKind = keyof HandledEvents;

/** Which events a handler gets; all of its scope unless a field says otherwise. */
export interface HandlerFilter {
  /** The name of a scope, or `'*'` for all; the unnamed one unless given. */
  readonly scope?: string;
  /** How often an event is tried before it is set aside; 10 unless given. `Infinity` for as long as it takes. */
  readonly attempts?: number;
}

export interface MarketHandlerFilter extends HandlerFilter {
  readonly exchange?: string;
  readonly symbol?: string;
}

export interface OrderHandlerFilter extends MarketHandlerFilter {
  /** Orders that have this status, or one of these, after the change. */
  readonly status?: OrderStatus | readonly OrderStatus[];
}

export interface FillHandlerFilter extends MarketHandlerFilter {
  /**
   * The name under which the scope keeps up to where the handler came: each fill is handed over at least once, over crashes and restarts. Keep
   * the name; another one is another handler.
   */
  readonly durable?: string;
}

export interface ScopeHandlerFilter extends HandlerFilter {
  readonly state?: ScopeEventState | readonly ScopeEventState[];
}

/** One handler, as it was found in a provider. */
export interface HandlerDefinition<Kind extends HandledKind = HandledKind> {
  /** The class and the method, for logs. */
  readonly name: string;
  readonly kind: Kind;
  readonly durable: string | null;
  readonly attempts: number;
  matches(event: HandledEvents[Kind]): boolean;
  handle(event: HandledEvents[Kind]): unknown;
}
