import type { CommitResult } from '../stores/batch.js';
import type { ConflictMessage, UpdateKind, UpdateMessage } from '../telemetry/channels.js';
import { DurationCounts } from './duration-counts.js';
import { EventCounts } from './event-counts.js';

type UpdateEvent = `${UpdateKind} ${UpdateMessage['result']['outcome']}`;

const KINDS: readonly UpdateKind[] = ['report', 'trade', 'bust', 'adjustment'];
const OUTCOMES: readonly UpdateMessage['result']['outcome'][] = ['applied', 'duplicate', 'stale', 'rejected'];

/** `UNKNOWN`: the store did not answer, and the batch is sent again. */
export type CommitOutcome = CommitResult['outcome'] | 'UNKNOWN';

/** What was counted of one scope since the start. */
export class ScopeMetrics {
  readonly updates = new EventCounts<UpdateEvent>(
    KINDS.flatMap((kind) => OUTCOMES.map((outcome): UpdateEvent => `${kind} ${outcome}`)),
  );
  readonly commits = new EventCounts<CommitOutcome>(['OK', 'DUP', 'GAP', 'FENCED', 'BAD', 'UNKNOWN']);
  readonly conflicts = new EventCounts<ConflictMessage['kind']>(['held', 'fenced']);
  readonly heals = new EventCounts<'heal'>(['heal']);
  readonly commit = new DurationCounts();
  readonly acknowledgement = new DurationCounts();
  readonly load = new DurationCounts();
}
