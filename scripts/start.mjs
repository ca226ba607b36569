// `npm start`: installs and builds what is missing, then runs the app in this process, so that signals reach it. npm sends them to the
// shell that it starts, hence `exec` in package.json.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
await import(pathToFileURL(join(root, 'dist', 'main.js')).href);
