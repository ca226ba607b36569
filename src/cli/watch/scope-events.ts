import { setTimeout as sleep } from 'node:timers/promises';
import type { AppClient } from '../state/app-client.js';
import { AppRequestError } from '../state/state.errors.js';

/** How long it waits before it connects again. */
const RETRY_MS = 1_000;

/** The server-sent events of scopes, where an app tells them: each says that it is time to look. */
export class ScopeEvents {
  private readonly followed = new Set<string>();

  constructor(
    private readonly app: AppClient,
    private readonly end: AbortSignal,
    private readonly happened: () => void,
  ) {}

  /** Listens to scopes that are not listened to yet. */
  follow(scopes: readonly string[]): void {
    for (const scope of scopes) {
      if (this.followed.has(scope)) continue;
      this.followed.add(scope);
      void this.listen(scope);
    }
  }

  private async listen(scope: string): Promise<void> {
    while (!this.end.aborted) {
      try {
        for await (const event of this.app.events(`/v1/scopes/${scope}/events`, this.end))
          if (/^event:/m.test(event)) this.happened();
      } catch (error) {
        // An app without events is asked each second.
        if (error instanceof AppRequestError && error.status === 404) return;
      }
      await sleep(RETRY_MS, undefined, { signal: this.end }).catch(() => undefined);
    }
  }
}
