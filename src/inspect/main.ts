import { TradingCacheError } from '../errors/trading-cache.error.js';
import { openViewedStore } from '../stores/store-url.js';
import { dumpScope, inspectStore } from './inspect.js';
import { readCommandLine, writeLines } from './command-line.js';
import { InspectUsageError } from './inspect.errors.js';
import { loadCodecs } from './load-codecs.js';
import { parseScopeName } from './scope-name.js';
import { summaryTable } from './summary-table.js';

const USAGE =
  'Usage: npm run inspect -- STORE_URL [STRATEGY/USER] [--out FILE] [--codec FILE] [--key-prefix PREFIX]';

try {
  const { values, positionals } = readCommandLine(
    {
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        codec: { type: 'string', multiple: true, default: [] },
        'key-prefix': { type: 'string', default: '' },
      },
    },
    USAGE,
  );
  const codecs = await loadCodecs(values.codec);
  const [url, scope, ...rest] = positionals;
  if (url === undefined || rest.length > 0) throw new InspectUsageError(USAGE);
  const store = await openViewedStore(url, values['key-prefix']);
  try {
    if (scope === undefined) console.log(summaryTable(await inspectStore(store, codecs)));
    else await writeLines(dumpScope(store, parseScopeName(scope), codecs), values.out);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = 1;
}
