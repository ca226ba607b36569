import { createHash, timingSafeEqual } from 'node:crypto';

/** A key that callers show, and what it opens. The key itself is not kept. */
export interface ApiKey {
  readonly digest: Buffer;
  /** Whether it opens requests that read only. */
  readonly isReadOnly: boolean;
  /** The names of the scopes that it opens; null for all. */
  readonly scopes: ReadonlySet<string> | null;
}

/** What is kept of a key: all are of one length, and of none can the key be told. */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The keys of the app. */
export class ApiKeys {
  constructor(private readonly keys: readonly ApiKey[]) {}

  /** The key that a caller shows, or null. How long it takes tells nothing: all digests are compared, each whole. */
  find(shown: string): ApiKey | null {
    const digest = digestOf(shown);
    let found: ApiKey | null = null;
    for (const key of this.keys) if (timingSafeEqual(key.digest, digest)) found = key;
    return found;
  }
}
