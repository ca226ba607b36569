import { readCommandLine, readText } from '../inspect/command-line.js';
import { importDump } from '../inspect/import-dump.js';
import { InspectUsageError } from '../inspect/inspect.errors.js';
import { loadCodecs } from '../inspect/load-codecs.js';
import { parseScopeName } from '../inspect/scope-name.js';
import { openStateStore } from '../stores/store-url.js';
import type { Command } from './command.js';

const USAGE = `Usage: trading-cache import STORE_URL STRATEGY/USER FILE [--replace] [--skip-damaged] [--codec FILE] [--key-prefix PREFIX]

Puts a dump of trading-cache inspect back into a scope; FILE - is the standard input.

  --replace            remove what the scope has first
  --skip-damaged       leave out what was damaged when it was dumped
  --key-prefix PREFIX  what stands before all keys in Redis
  --codec FILE         a module that exports a codec of your own by default; several with --codec again`;
const LEASE_MS = 10_000;

/** Puts a dump back. */
export const importCommand: Command = {
  usage: USAGE,
  async run(args) {
    const { values, positionals } = readCommandLine(
      {
        args: [...args],
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
    const codecs = await loadCodecs(values.codec);
    const dump = await readText(file);
    const store = await openStateStore(url, {
      leaseMs: LEASE_MS,
      now: Date.now,
      keyPrefix: values['key-prefix'],
    });
    try {
      const options = { replace: values.replace, skipDamaged: values['skip-damaged'] };
      const written = await importDump(store, parseScopeName(scope), dump, options, codecs);
      console.log(`${written} records were written to ${scope}.`);
    } finally {
      await store.close();
    }
    return 0;
  },
};
