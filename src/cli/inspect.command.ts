import { readCommandLine, writeLines } from '../inspect/command-line.js';
import { InspectUsageError } from '../inspect/inspect.errors.js';
import { dumpScope, inspectStore } from '../inspect/inspect.js';
import { loadCodecs } from '../inspect/load-codecs.js';
import { parseScopeName } from '../inspect/scope-name.js';
import { summaryTable } from '../inspect/summary-table.js';
import { openViewedStore } from '../stores/store-url.js';
import type { Command } from './command.js';

const USAGE = `Usage: trading-cache inspect STORE_URL [STRATEGY/USER] [--out FILE] [--codec FILE] [--key-prefix PREFIX]

Shows what a store has: one line a scope. With STRATEGY/USER it dumps that scope, as JSON lines.

  --out FILE           where the dump goes; to the standard output unless given
  --key-prefix PREFIX  what stands before all keys in Redis
  --codec FILE         a module that exports a codec of your own by default; several with --codec again`;

/** Shows what a store has, or dumps one of its scopes. */
export const inspectCommand: Command = {
  usage: USAGE,
  async run(args) {
    const { values, positionals } = readCommandLine(
      {
        args: [...args],
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
    return 0;
  },
};
