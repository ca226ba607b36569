import { Random } from '../testing/simulator/random.js';

/** In how many of a hundred cases a message is delivered twice. */
const TWICE = 20;

/** Messages in a random order, some of them twice, but at least one. The same seed makes the same order. */
export function shuffledDelivery<Message>(messages: readonly Message[], seed: number): Message[] {
  const random = new Random(seed);
  const delivered = messages.flatMap((each) => (random.chance(TWICE) ? [each, each] : [each]));
  if (delivered.length === messages.length && messages.length > 0) delivered.push(random.pick(messages));
  for (let at = delivered.length - 1; at > 0; at--) {
    const other = random.integer(0, at);
    [delivered[at], delivered[other]] = [delivered[other] as Message, delivered[at] as Message];
  }
  return delivered;
}
