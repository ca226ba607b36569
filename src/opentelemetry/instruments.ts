import type { Meter } from '@opentelemetry/api';
import { DURATION_BOUNDARIES } from '../telemetry/duration-boundaries.js';

export type Instruments = ReturnType<typeof instrumentsOf>;

/** What is measured, under its names. */
export function instrumentsOf(meter: Meter) {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(`trading_cache.${name}`, { unit, description });
  const duration = (name: string, description: string) =>
    meter.createHistogram(`trading_cache.${name}.duration`, {
      unit: 's',
      description,
      advice: { explicitBucketBoundaries: [...DURATION_BOUNDARIES] },
    });
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(`trading_cache.${name}`, { unit, description });
  return {
    updates: counter('updates', '{update}', 'Updates, by kind and outcome'),
    commits: counter('commits', '{commit}', 'Batches sent to the store, by outcome'),
    heals: counter('heals', '{heal}', 'Stores that went back in time and were told again'),
    conflicts: counter('conflicts', '{conflict}', 'Other processes that had the scope or took it over'),
    commit: duration('commit', 'From sending a batch until the store answers'),
    acknowledgement: duration('acknowledgement', 'From a change of a record until its commit'),
    load: duration('load', 'From asking the store for a scope until all of it is read'),
    dirty: gauge('dirty', '{record}', 'Records whose change the store has not confirmed'),
    oldestChange: gauge('oldest_change.age', 's', 'Age of the oldest change that is not confirmed'),
    openOrders: gauge('orders.open', '{order}', 'Open orders'),
    openPositions: gauge('positions.open', '{position}', 'Positions that are not flat'),
  };
}
