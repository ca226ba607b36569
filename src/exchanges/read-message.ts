import { parseExactJson } from './exact-json.js';

/** A message as it came from the wire or from an SDK: JSON text is parsed, any other text stays text. */
export function readMessage(message: unknown): unknown {
  if (typeof message !== 'string') return message;
  const parsed = parseExactJson(message);
  return parsed === undefined ? message : parsed;
}
