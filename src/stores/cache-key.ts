/**
 * The types of keys that a scope keeps, one table each. Every store uses them, so that a record is found under
 * the same name wherever it is kept.
 */
export enum CacheKey {
  ORDER = 'order',
  TOMBSTONE = 'tombstone',
  /** One per leg: the fold of what is settled. */
  BASE = 'base',
  /** Sealed parts of orders with very many executions. */
  EXECUTIONS = 'executions',
  /** A snapshot of an exchange that was adopted: a ledger entry until it is settled. */
  ADOPTION = 'adoption',
  ADJUSTMENT = 'adjustment',
  INSTRUMENT = 'instrument',
  MARKET_DATA = 'market-data',
  BALANCE = 'balance',
  /** A strategy's own values by key. */
  PARAMETER = 'parameter',
  /** A strategy's own values by symbol. */
  METADATA = 'metadata',
  LEVERAGE = 'leverage',
  /** Records that were set aside because they are damaged. */
  QUARANTINE = 'quarantine',
  /** Fill events that durable handlers are not done with. */
  OUTBOX = 'outbox',
  /** How far each durable handler came. */
  CURSOR = 'cursor',
  /** Orders that left memory. Written once per order, read on demand, indexed by symbol. */
  HISTORY = 'history',
  /** Fill history: what was settled, per leg, numbered from 1 on without holes. Read on demand. */
  FILL = 'fill',
}
