import type { EventName } from './event-names.js';

/** A comment: it keeps a connection in use, and shows that both ends are there. */
export const HEARTBEAT = ': heartbeat\n\n';

/**
 * An event as text. JSON has no line break in it, and an id or a name with one could forge another event: there they are left out.
 *
 * See https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventText(id: string, name: EventName, data: unknown): string {
  return `id: ${oneLine(id)}\nevent: ${oneLine(name)}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a stream begins with: when to come back, and where the reader stands before its first event. */
export function greeting(id: string, retryMs: number): string {
  return `retry: ${retryMs}\nid: ${oneLine(id)}\n\n`;
}

function oneLine(text: string): string {
  // NUL too: a reader ignores an id that has one.
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\r\n\0]/g, '');
}
