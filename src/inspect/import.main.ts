import { TradingCacheError } from '../errors/trading-cache.error.js';
import { openStateStore } from '../stores/store-url.js';
import { readCommandLine, readText } from './command-line.js';
import { importDump } from './import-dump.js';
import { InspectUsageError } from './inspect.errors.js';
import { loadCodecs } from './load-codecs.js';
import { parseScopeName } from './scope-name.js';

const USAGE =
  'Usage: npm run import -- STORE_URL STRATEGY/USER FILE [--replace] [--skip-damaged] [--codec FILE] [--key-prefix PREFIX]; FILE - is the standard input';
const LEASE_MS = 10_000;

try {
  const { values, positionals } = readCommandLine(
    {
      allowPositionals: true,
      options: {
        replace: { type: 'boolean', default: false },
        'skip-damaged': { type: 'boolean', default: false },
        codec: { type: 'string', multiple: true, default: [] },
        'key-prefix': { type: 'string', default: '' },
      },
    },
    USAGE,
  );
  const [url, scope, file, ...rest] = positionals;
  if (url === undefined || scope === undefined || file === undefined || rest.length > 0)
    throw new InspectUsageError(USAGE);
  const store = await openStateStore(url, {
    leaseMs: LEASE_MS,
    now: Date.now,
    keyPrefix: values['key-prefix'],
  });
  try {
    const dump = await readText(file);
    const options = { replace: values.replace, skipDamaged: values['skip-damaged'] };
    const written = await importDump(
      store,
      parseScopeName(scope),
      dump,
      options,
      await loadCodecs(values.codec),
    );
    console.log(`${written} records were written to ${scope}.`);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = 1;
}
