import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Holder } from '../stores/holder.js';

/** This process as the holder of scopes. */
export function processHolder(address: string | null): Holder {
  return { nonce: randomUUID(), pid: process.pid, hostname: hostname(), address };
}

/**
 * The same process as another holder. A scope that is opened again is: where its store was away when it was closed, a batch of its
 * former life may still be on its way, and must not be taken for one of the new life's.
 */
export function anewHolder(holder: Holder): Holder {
  return { ...holder, nonce: randomUUID() };
}
