import type { HealthCheckResult } from '@nestjs/terminus';
import { model } from '../http/openapi/model.js';
import { dirty, full, scopeState, storeState, syncLagMs } from '../http/openapi/scope.models.js';
import { choice, mapOf, optional } from '../http/openapi/schema.js';
import type { ScopeHealth } from './trading-cache.health-indicator.js';

const UP = {
  'default/default': { status: 'up', state: 'serving', store: 'up', dirty: 0, syncLagMs: 0, full: [] },
};

const ScopeHealthModel = model<ScopeHealth>('ScopeHealth', 'How a scope is.', {
  status: choice(
    ['up', 'degraded', 'down'],
    '`degraded` while its store is away or a limit is reached.',
    'up',
  ),
  state: scopeState,
  store: storeState,
  dirty,
  syncLagMs,
  full,
});

type DescribedHealth = Pick<HealthCheckResult, 'status' | 'info' | 'error' | 'details'>;

export const HealthModel = model<DescribedHealth>('Health', 'A health check, and how each scope is.', {
  status: choice(['ok', 'degraded', 'error', 'shutting_down'], 'How all of them are together.', 'ok'),
  info: optional(mapOf(ScopeHealthModel, 'The scopes that serve, by their names.', UP)),
  error: optional(mapOf(ScopeHealthModel, 'Those that do not.', {})),
  details: mapOf(ScopeHealthModel, 'All of them.', UP),
});
