import { SetMetadata } from '@nestjs/common';
import type {
  FillHandlerFilter,
  HandledKind,
  HandlerFilter,
  MarketHandlerFilter,
  OrderHandlerFilter,
  ScopeHandlerFilter,
} from './handler-definition.js';

/** What the decorators of a method say: one for each. */
export interface HandlerMark {
  readonly kind: HandledKind;
  readonly filter: HandlerFilter;
}

const HANDLERS = 'nestjs-trading-cache:handlers';

/**
 * Calls the method of a provider or controller with each `FillEvent` of a scope, once it is committed: in order, one at a time. With `durable` each is
 * handed over at least once over crashes.
 *
 * @example
 * ```ts
 * @OnFill({ symbol: 'BTCUSDT', durable: 'book' })
 * async onFill(fill: FillEvent): Promise<void> { await this.book.add(fill); }
 * ```
 */
export function OnFill(filter: FillHandlerFilter = {}): MethodDecorator {
  return handlerOf('fill', filter);
}

/** Calls the method with an order (`Order`) each time that it changed and the change is committed. */
export function OnOrder(filter: OrderHandlerFilter = {}): MethodDecorator {
  return handlerOf('order', filter);
}

/** Calls the method with a position (`Position`) each time that it changed and the change is committed. */
export function OnPosition(filter: MarketHandlerFilter = {}): MethodDecorator {
  return handlerOf('position', filter);
}

/** Calls the method with each `PositionGap`: what a report or a trade shows to have been missed. */
export function OnGap(filter: MarketHandlerFilter = {}): MethodDecorator {
  return handlerOf('gap', filter);
}

/** Calls the method with each `ScopeEvent`: that a scope serves, waits, was lost, or that its store is away. */
export function OnScope(filter: ScopeHandlerFilter = {}): MethodDecorator {
  return handlerOf('scope', filter);
}

/** The handlers that a method is. */
export function handlerMarks(method: object): readonly HandlerMark[] {
  return (Reflect.getMetadata(HANDLERS, method) as readonly HandlerMark[] | undefined) ?? [];
}

function handlerOf(kind: HandledKind, filter: HandlerFilter): MethodDecorator {
  return (target, key, descriptor) => {
    const method = descriptor.value as object;
    SetMetadata(HANDLERS, [...handlerMarks(method), { kind, filter }])(target, key, descriptor);
  };
}
