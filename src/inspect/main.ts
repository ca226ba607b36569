import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { openViewedStore } from '../stores/store-url.js';
import { dumpScope, inspectStore } from './inspect.js';
import { InspectUsageError } from './inspect.errors.js';
import { loadCodecs } from './load-codecs.js';
import { parseScopeName } from './scope-name.js';
import { summaryTable } from './summary-table.js';

const USAGE = 'Usage: npm run inspect -- STORE_URL [STRATEGY/USER] [--out FILE] [--codec FILE]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, codec: { type: 'string', multiple: true, default: [] } },
  });
  const codecs = await loadCodecs(values.codec);
  const [url, scope, ...rest] = positionals;
  if (url === undefined || rest.length > 0) throw new InspectUsageError(USAGE);
  const store = await openViewedStore(url);
  try {
    if (scope === undefined) console.log(summaryTable(await inspectStore(store, codecs)));
    else {
      const out = values.out === undefined ? process.stdout : createWriteStream(values.out);
      for await (const line of dumpScope(store, parseScopeName(scope), codecs)) out.write(`${line}\n`);
      if (values.out !== undefined) await new Promise<void>((resolve) => out.end(() => resolve()));
    }
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = 1;
}
