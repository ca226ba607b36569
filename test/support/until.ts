import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;

/** Waits until something is so; Jest's own limit ends what never is. It leaves the processor to others meanwhile. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(POLL_MS);
}
