import type { Summary } from '../../http/summary.js';
import { scopeName } from '../../stores/scope-id.js';
import type { AppClient } from '../state/app-client.js';
import { AppRequestError, StateUsageError } from '../state/state.errors.js';
import { ScopeEvents } from './scope-events.js';
import type { WatchView } from './watch-view.js';

/** How often the app is asked where no event says that something changed: marks and ages change without one. */
const POLL_MS = 1_000;
/** Events that come closer than that are shown together (ms). */
const LEAST_MS = 100;

/**
 * Shows an app until `end`, also while it is away.
 *
 * @param scope null for all.
 * @param pollMs how often it asks where no event says that something changed.
 * @throws {AppRequestError} if it does not answer at first, or stops to know the key; {StateUsageError} if it has no such scope.
 */
export async function watch(
  app: AppClient,
  scope: string | null,
  end: AbortSignal,
  show: (view: WatchView) => void,
  pollMs: number = POLL_MS,
): Promise<void> {
  const changes = new Changes(end, pollMs);
  const events = new ScopeEvents(app, end, () => changes.note());
  let view = viewOf(app, await app.summary(), scope);
  while (!end.aborted) {
    show(view);
    events.follow(view.scopes.map(scopeName));
    await changes.next();
    if (end.aborted) return;
    try {
      view = viewOf(app, await app.summary(), scope);
    } catch (error) {
      if (!(error instanceof AppRequestError) || isForGood(error)) throw error;
      view = { ...view, trouble: error.message };
    }
  }
}

function viewOf(app: AppClient, { scopes, positions, at }: Summary, scope: string | null): WatchView {
  const shown = scopes.filter((each) => scope === null || scopeName(each) === scope);
  if (scope !== null && shown.length === 0) {
    const known = scopes.map(scopeName).join(', ');
    throw new StateUsageError(`There is no scope ${scope} in ${app.url}. It has ${known || 'none'}.`);
  }
  const names = new Set(shown.map(scopeName));
  return {
    url: app.url,
    scopes: shown,
    positions: positions.filter((each) => names.has(scopeName(each))),
    at,
    trouble: null,
  };
}

/** The key is wrong: waiting does not help. */
function isForGood({ status }: AppRequestError): boolean {
  return status === 401 || status === 403;
}

/** Waits for what changes. */
class Changes {
  private isNoted = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly end: AbortSignal,
    private readonly pollMs: number,
  ) {
    end.addEventListener('abort', () => this.wake());
  }

  note(): void {
    this.isNoted = true;
    this.wake();
  }

  /** Resolves when something has changed, when it is time to look again, or at the end. */
  async next(): Promise<void> {
    await this.pause(LEAST_MS, () => false);
    await this.pause(this.pollMs - LEAST_MS, () => this.isNoted);
    this.isNoted = false;
  }

  private pause(ms: number, isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (this.end.aborted || isOver()) return resolve();
      const timer = setTimeout(done, ms);
      this.wake = (): void => {
        if (this.end.aborted || isOver()) done();
      };
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
