import { CacheHeartbeat } from '../../cache/cache.heartbeat.js';
import type { CacheManager } from '../../cache/cache.manager.js';
import { nextTurn } from '../../state/next-turn.js';
import type { VirtualClock } from './virtual-clock.js';

/** How many turns of the event loop a beat gives to the writers: more than a store in memory takes for a batch. */
const TURNS = 10;

/**
 * The heartbeat of a cache whose clock is virtual: it beats with that clock. Its `beat` is no job of a scheduler, because it overrides the one that is
 * marked as such.
 */
export class ClockHeartbeat extends CacheHeartbeat {
  private readonly end: () => void;

  constructor(
    private readonly scopes: CacheManager,
    clock: VirtualClock,
  ) {
    super(scopes);
    this.end = clock.onStep(() => this.beat());
  }

  override async beat(): Promise<void> {
    await super.beat();
    await this.written();
  }

  override stop(): void {
    super.stop();
    this.end();
  }

  /** Lets writers go on before the clock does: in production there is a second between two beats. A store that is away is not waited for. */
  private async written(): Promise<void> {
    for (let turn = 0; turn < TURNS && this.isWriting(); turn++) await nextTurn();
  }

  private isWriting(): boolean {
    return this.scopes.list().some((cache) => cache.status().dirty > 0);
  }
}
