// `npm run replay -- FILE…`: installs and builds what is missing, then replays recorded streams (see docs/replay.md).
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
await import(pathToFileURL(join(root, 'dist', 'replay', 'main.js')).href);
