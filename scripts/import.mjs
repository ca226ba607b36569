// `npm run import -- STORE_URL STRATEGY/USER FILE`: installs and builds what is missing, then puts a dump back (see docs/operations.md).
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
await import(pathToFileURL(join(root, 'dist', 'inspect', 'import.main.js')).href);
