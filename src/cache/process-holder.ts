import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Holder } from '../stores/holder.js';

/** This process as the holder of scopes: another one each time it starts. */
export function processHolder(address: string | null): Holder {
  return { nonce: randomUUID(), pid: process.pid, hostname: hostname(), address };
}
