// Times and ages as text. Ages are told on the app's clock.
/** What is older is shown as stale. */
export const STALE_MS = 10_000;

const STEPS = [
  [1_000, 'ms', 1],
  [60_000, 's', 1_000],
  [3_600_000, 'min', 60_000],
  [172_800_000, 'h', 3_600_000],
  [Infinity, 'd', 86_400_000],
];

export function duration(ms) {
  const [, unit, size] = STEPS.find(([limit]) => ms < limit);
  return `${Math.floor(Math.max(0, ms) / size)} ${unit}`;
}

/** How long ago; what is younger than a second is `now`. */
export function ago(ms) {
  return ms < 1_000 ? 'now' : `${duration(ms)} ago`;
}

export function clockTime(at) {
  return new Date(at).toISOString().slice(11, 19);
}

export function day(at) {
  return new Date(at).toISOString().slice(0, 10);
}

/** The time of day, and the day if that is another. */
export function shortTime(at, now) {
  return day(at) === day(now) ? clockTime(at) : `${day(at).slice(5)} ${clockTime(at)}`;
}
