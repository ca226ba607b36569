import type { Mapped } from './mapped.js';
import { readMessage } from './read-message.js';

/** What one message tells; `message` is it as it came, for what is not known. */
export type MapMessage = (read: unknown, message: unknown) => readonly Mapped[];

/** Maps the messages of a list in their order, parsed or as text. A list within the list is no message. */
export function mapEach(messages: readonly unknown[], map: MapMessage): readonly Mapped[] {
  if (messages.length === 0) return [{ kind: 'ignored', reason: 'the list has no messages' }];
  return messages.flatMap((message): readonly Mapped[] => {
    const read = readMessage(message);
    return Array.isArray(read) ? [{ kind: 'unknown', message }] : map(read, message);
  });
}
