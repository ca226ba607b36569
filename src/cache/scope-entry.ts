import type { CacheService } from './cache.service.js';

/** A scope in the list of its manager: who uses it, and what is under way with it. */
export class ScopeEntry {
  /** How many have acquired it and not released it. */
  holders = 0;
  /** When its last holder released it (ms); null while it is held, and where it was never acquired. */
  idleSince: number | null = null;
  /** Its first opening, while that is under way. */
  opening: Promise<CacheService> | null = null;
  /** Its close, once that has begun. It is forgotten then. */
  closing: Promise<void> | null = null;
  /** The attempt to close it because nobody uses it, while that is under way. It may still be acquired meanwhile. */
  leaving: Promise<void> | null = null;

  /** @param isKept whether it stays open when its last holder releases it. */
  constructor(
    readonly cache: CacheService,
    readonly isKept: boolean,
  ) {}

  /** Whether it may be closed because nobody uses it. */
  get isIdle(): boolean {
    return !this.isKept && this.holders === 0 && this.idleSince !== null && this.closing === null;
  }
}
