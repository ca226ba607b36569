import { CacheKey } from './cache-key.js';

/** The types of records that are loaded at start: all but order history and fill history. */
export type LiveType = Exclude<CacheKey, CacheKey.HISTORY | CacheKey.FILL>;

/** In the order in which scripts are given their hashes. */
export const LIVE_TYPES: readonly LiveType[] = Object.values(CacheKey).filter(
  (type): type is LiveType => type !== CacheKey.HISTORY && type !== CacheKey.FILL,
);

const BY_NAME: ReadonlyMap<string, LiveType> = new Map(LIVE_TYPES.map((type) => [type, type]));

/** The type of a name, or null if there is none. */
export function liveTypeOf(name: string): LiveType | null {
  return BY_NAME.get(name) ?? null;
}
