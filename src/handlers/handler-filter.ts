import type {
  HandledEvents,
  HandledKind,
  OrderHandlerFilter,
  ScopeHandlerFilter,
} from './handler-definition.js';
import type { MarketHandlerFilter } from './handler-definition.js';

/** Whether a handler with this filter gets an event of its scope. */
export function matchesHandler<Kind extends HandledKind>(
  kind: Kind,
  filter: MarketHandlerFilter & OrderHandlerFilter & ScopeHandlerFilter,
  event: HandledEvents[Kind],
): boolean {
  if (kind === 'scope') return isOneOf(filter.state, (event as HandledEvents['scope']).state);
  const { exchange, symbol } = event as HandledEvents['order'];
  if (filter.exchange !== undefined && filter.exchange !== exchange) return false;
  if (filter.symbol !== undefined && filter.symbol !== symbol) return false;
  return kind !== 'order' || isOneOf(filter.status, (event as HandledEvents['order']).status);
}

function isOneOf<Word extends string>(wanted: Word | readonly Word[] | undefined, word: Word): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? wanted === word : wanted.includes(word);
}
