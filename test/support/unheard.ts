import { ScopeTelemetry } from '../../src/telemetry/scope-telemetry.js';

/** The telemetry of a scope that has none, for tests of parts of one. */
export const UNHEARD = new ScopeTelemetry({ strategyId: 'none', userId: 'none' }, () => 0);
