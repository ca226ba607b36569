import type { CommitResult } from '../stores/batch.js';
import type { ConflictMessage, UpdateKind, UpdateMessage } from '../telemetry/channels.js';
import { DurationCounts } from './duration-counts.js';
import { EventCounts } from './event-counts.js';

type Outcome = UpdateMessage['result']['outcome'];

const OUTCOMES: readonly Outcome[] = ['applied', 'duplicate', 'stale', 'rejected'];

/** `UNKNOWN`: the store did not answer, and the batch is sent again. */
export type CommitOutcome = CommitResult['outcome'] | 'UNKNOWN';

/** What was counted of one scope since the start. */
export class ScopeMetrics {
  /** By kind, then by outcome: each update is counted, and none makes a name of both. */
  readonly updates: Readonly<Record<UpdateKind, EventCounts<Outcome>>> = {
    report: new EventCounts(OUTCOMES),
    trade: new EventCounts(OUTCOMES),
    bust: new EventCounts(OUTCOMES),
    adjustment: new EventCounts(OUTCOMES),
  };
  readonly commits = new EventCounts<CommitOutcome>(['OK', 'DUP', 'GAP', 'FENCED', 'BAD', 'UNKNOWN']);
  readonly conflicts = new EventCounts<ConflictMessage['kind']>(['held', 'fenced']);
  readonly heals = new EventCounts<'heal'>(['heal']);
  readonly commit = new DurationCounts();
  readonly acknowledgement = new DurationCounts();
  readonly load = new DurationCounts();
}
