import { CLOCK_START } from '../module/virtual-clock.js';

let messages = 0;

/** A number that no message of this process had yet; the times of messages grow with it. */
export function fresh(): { readonly id: string; readonly timestamp: number } {
  messages++;
  return { id: String(messages), timestamp: CLOCK_START + messages };
}
