import type { HealthCheckResult } from '@nestjs/terminus';
import { model } from '../http/openapi/model.js';
import { anyJson, choice, optional } from '../http/openapi/schema.js';

const UP = {
  'default/default': { status: 'up', state: 'serving', store: 'up', dirty: 0, syncLagMs: 0, full: [] },
};

type DescribedHealth = Pick<HealthCheckResult, 'status' | 'info' | 'error' | 'details'>;

export const HealthModel = model<DescribedHealth>('Health', 'A health check, and how each scope is.', {
  status: choice(['ok', 'degraded', 'error', 'shutting_down'], 'How all of them are together.', 'ok'),
  info: optional(anyJson('The scopes that serve.', UP)),
  error: optional(anyJson('Those that do not.', {})),
  details: anyJson('All of them.', UP),
});
