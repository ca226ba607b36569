import type { CacheService } from './cache/cache.service.js';
import { counted } from './errors/counted.js';
import { scopeName } from './stores/scope-id.js';
import { VERSION } from './telemetry/version.js';

const NAMED = 3;

/** The one line that says what runs, for the log of a start: version, store, scopes, what they hold, and where they answer. */
export function startSummary(storeUrl: string, caches: readonly CacheService[], url: string): string {
  const all = caches.map((cache) => ({ name: scopeName(cache.scope), ...cache.status() }));
  const serving = all.filter(({ state }) => state === 'serving');
  const orders = serving.reduce((sum, scope) => sum + scope.orders.open, 0);
  const positions = serving.reduce((sum, scope) => sum + scope.positions.open, 0);
  return (
    `nestjs-trading-cache ${VERSION} on ${withoutSecrets(storeUrl)} serves ${serving.length} of ` +
    `${counted(all.length, 'scope')} (${namesOf(all)}): ${counted(orders, 'open order')}, ` +
    `${counted(positions, 'open position')}; ${url}`
  );
}

function namesOf(scopes: readonly { readonly name: string }[]): string {
  const names = scopes.slice(0, NAMED).map(({ name }) => name);
  const more = scopes.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

/** A store's URL without what may be a user, a password or a key in it. */
function withoutSecrets(storeUrl: string): string {
  return storeUrl.replace(/\/\/.*@/s, '//').replace(/\?.*$/s, '');
}
