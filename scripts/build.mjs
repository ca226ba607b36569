// `npm run build`: installs what is missing, then builds dist/ anew.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAnew } from './ensure-built.mjs';

buildAnew(dirname(dirname(fileURLToPath(import.meta.url))));
