import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { openViewedStore } from '../stores/store-url.js';
import { dumpScope, inspectStore } from './inspect.js';
import { InspectUsageError } from './inspect.errors.js';
import { parseScopeName } from './scope-name.js';
import { summaryTable } from './summary-table.js';

const USAGE = 'Usage: npm run inspect -- STORE_URL [STRATEGY/USER] [--out FILE]';

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
  const [url, scope, ...rest] = positionals;
  if (url === undefined || rest.length > 0) throw new InspectUsageError(USAGE);
  const store = await openViewedStore(url);
  try {
    if (scope === undefined) console.log(summaryTable(await inspectStore(store)));
    else {
      const out = values.out === undefined ? process.stdout : createWriteStream(values.out);
      for await (const line of dumpScope(store, parseScopeName(scope))) out.write(`${line}\n`);
      if (values.out !== undefined) await new Promise<void>((resolve) => out.end(() => resolve()));
    }
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = 1;
}
