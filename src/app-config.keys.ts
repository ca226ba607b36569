import { ApiKeys, digestOf } from './access/api-keys.js';
import type { ApiKey } from './access/api-keys.js';
import { scopeIn } from './app-config.scopes.js';
import { scopeName } from './stores/scope-id.js';

/** A key has the characters of a bearer token; `=` may stand at its end. */
const PART = /^(?<key>[\w.~+/-]+=*)(?<readOnly>:ro)?=(?<scopes>.+)$/;

/**
 * Keys as `API_KEYS` lists them, parted by commas: `key=strategy/user|…`, `key=*` for all scopes, `key:ro=…` for one that reads only.
 *
 * @throws {Error} saying what is wrong with which of them, by its place: what was meant as a key is a secret too.
 */
export function keysIn(text: string): ApiKeys {
  const keys = new Map<string, ApiKey>();
  for (const [at, part] of text.split(',').entries()) {
    const { key, readOnly, scopes } = PART.exec(part.trim())?.groups ?? {};
    if (key === undefined || scopes === undefined) {
      throw new Error(`must list keys as key=strategy/user|… or key=*, which number ${at + 1} is not`);
    }
    if (keys.has(key)) throw new Error(`has the key of number ${at + 1} twice`);
    keys.set(key, {
      digest: digestOf(key),
      isReadOnly: readOnly !== undefined,
      scopes: scopes === '*' ? null : namesIn(scopes, at),
    });
  }
  return new ApiKeys([...keys.values()]);
}

function namesIn(scopes: string, at: number): ReadonlySet<string> {
  try {
    return new Set(scopes.split('|').map((scope) => scopeName(scopeIn(scope))));
  } catch {
    throw new Error(`has number ${at + 1} open what is no scope: strategy/user, parts percent-encoded`);
  }
}
