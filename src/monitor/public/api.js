// Asks the endpoints of the app. Paths are relative, so that the page works below any path.

const KEY = 'trading-cache-key';

/** The app wants a key, or another one. */
export class KeyNeeded extends Error {}

/** Whoever copies a key may copy blanks around it. */
export function setKey(key) {
  sessionStorage.setItem(KEY, key.trim());
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

export function headers() {
  const key = sessionStorage.getItem(KEY);
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

export function scopePath({ strategyId, userId }) {
  return `v1/scopes/${encodeURIComponent(strategyId)}/${encodeURIComponent(userId)}`;
}

/** The JSON that a path answers. @throws {KeyNeeded} or an error that says what is wrong. */
export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  const response = await fetch(path + search, { headers: headers(), signal: AbortSignal.timeout(10_000) });
  if (response.status === 401) throw new KeyNeeded();
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? body.message ?? `status ${response.status}`);
  return body;
}
