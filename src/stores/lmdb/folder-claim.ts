import type { Holder } from '../holder.js';
import type { LmdbTables } from './lmdb-tables.js';

/** Who has the folder, and where that shows whether it is alive. */
export interface Claim {
  readonly holder: Holder;
  /** A socket's name, as `socketPath` finds it from the folder. */
  readonly socket: string;
}

const CLAIM = 'claim';

export function readClaim({ meta }: LmdbTables): Claim | null {
  const text = meta.get(CLAIM);
  return text === undefined ? null : (JSON.parse(text) as Claim);
}

/** Puts a claim in the place of a known one. @returns the claim that there is now: a third one if `known` was no longer there. */
export function replaceClaim(tables: LmdbTables, known: Claim | null, claim: Claim): Promise<Claim | null> {
  return tables.transaction(() => {
    const current = readClaim(tables);
    if (!isSame(current, known)) return current;
    tables.meta.putSync(CLAIM, JSON.stringify(claim));
    return claim;
  });
}

/** Removes a claim, if it is still the one that there is. */
export function removeClaim(tables: LmdbTables, claim: Claim): Promise<void> {
  return tables.transaction(() => {
    if (isSame(readClaim(tables), claim)) tables.meta.removeSync(CLAIM);
  });
}

function isSame(left: Claim | null, right: Claim | null): boolean {
  return left?.holder.nonce === right?.holder.nonce && left?.socket === right?.socket;
}
