import type { Summary } from '../../http/summary.js';

/** What is shown of an app at one moment. */
export interface WatchView {
  readonly url: string;
  readonly scopes: Summary['scopes'];
  readonly positions: Summary['positions'];
  /** When the app said it (ms since the epoch). */
  readonly at: number;
  /** Why the app does not answer any more; null while it does. */
  readonly trouble: string | null;
}
