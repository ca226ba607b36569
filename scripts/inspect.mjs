// `npm run inspect -- STORE_URL [STRATEGY/USER]`: installs and builds what is missing, then shows what a store has (see docs/operations.md).
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
await import(pathToFileURL(join(root, 'dist', 'inspect', 'main.js')).href);
