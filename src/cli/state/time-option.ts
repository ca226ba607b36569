import { StateUsageError } from './state.errors.js';

/** A time of a command line (ms since the epoch): milliseconds, or a date with or without a time (UTC unless it says otherwise). */
export function timeOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const isDateTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text);
  const time = /^\d{10,16}$/.test(text)
    ? Number(text)
    : Date.parse(isDateTime && !hasZone ? `${text.replace(' ', 'T')}Z` : text);
  if (!/^\d/.test(text) || !Number.isSafeInteger(time))
    throw new StateUsageError(
      `--${name} must be a time such as 2026-01-31, 2026-01-31T12:00 or 1769860800000, unlike ${JSON.stringify(text)}.`,
    );
  return time;
}
