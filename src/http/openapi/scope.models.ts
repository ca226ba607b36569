import type { Integrity } from '../../cache/integrity.js';
import type { ScopeStatus } from '../../cache/scope-status.js';
import type { Flushed } from '../../cache/writer.js';
import type { ScopePosition, Summary } from '../summary.js';
import { model } from './model.js';
import { POSITION_PROPERTIES } from './position.models.js';
import { amounts, choice, count, flag, list, name, nullable, one, texts, time } from './schema.js';

const strategyId = name('The strategy.', 'default');
const userId = name('The user.', 'default');

export const scopeState = choice(
  ['closed', 'loading', 'standby', 'serving', 'fenced', 'damaged'],
  'Whether it serves.',
  'serving',
);
export const storeState = choice(['up', 'away'], '`away` while the store does not answer.', 'up');
export const dirty = count('Changes that the store has not confirmed.', 0);
export const full = texts('The limits that are reached: what is new there is refused.', []);
export const syncLagMs = count('How long there have been such changes (ms).', 0);

const OrderCountsModel = model<ScopeStatus['orders']>('OrderCounts', 'How many orders a scope has.', {
  open: count('Open ones.', 1),
  inMemory: count('All in memory.', 3),
});

const PositionCountsModel = model<ScopeStatus['positions']>(
  'PositionCounts',
  'How many positions a scope has.',
  {
    open: count('Open ones.', 1),
  },
);

const ScopeModel = model<ScopeStatus>('Scope', 'How a scope is doing.', {
  strategyId,
  userId,
  state: scopeState,
  store: storeState,
  durability: choice(['interval', 'continuous', 'replicated'], 'When changes are written.', 'continuous'),
  epoch: count('It grows each time the scope is taken.', 1),
  sequence: count('The last batch that the store confirmed.', 7),
  dirty,
  syncLagMs,
  lastSyncAt: nullable(time('When the store last confirmed a change')),
  orders: one(OrderCountsModel),
  positions: one(PositionCountsModel),
  full,
  refused: count('How often something new was refused because of a limit, since the start.', 0),
});

export const ScopesModel = model<{ scopes: readonly ScopeStatus[] }>('Scopes', 'How scopes are doing.', {
  scopes: list(ScopeModel, 'The scopes.'),
});

const ScopePositionModel = model<ScopePosition>('ScopePosition', 'A position, and the scope that has it.', {
  strategyId,
  userId,
  ...POSITION_PROPERTIES,
  currency: name('What its profits are in.', 'USDT'),
});

export const SummaryModel = model<Summary>('Summary', 'All scopes at a glance.', {
  scopes: list(ScopeModel, 'The scopes.'),
  positions: list(ScopePositionModel, 'The positions that are open.'),
  openOrders: count('How many orders are open.', 1),
  realizedPnl: amounts('Lifetime profit before fees, by settle currency.', { USDT: '5' }),
  fees: amounts('Lifetime fees by currency.', { USDT: '0.06' }),
  at: time('When this was so'),
});

const CheckedModel = model<Integrity['checked']>('Checked', 'How much was checked.', {
  orders: count('Orders.', 3),
  positions: count('Positions.', 1),
});

export const IntegrityModel = model<Integrity>('Integrity', 'The cross-check of a scope.', {
  ok: flag('Whether all fits together.', true),
  checked: one(CheckedModel),
  faults: texts('What does not fit, in words.', []),
});

export const SyncModel = model<Flushed & { readonly durationMs: number }>('Sync', 'Everything is written.', {
  sequence: count('The last batch that was committed.', 7),
  durationMs: count('How long it took (ms).', 3),
  survives: choice(['nothing', 'process', 'server', 'failover'], 'What the state outlives.', 'process'),
});
