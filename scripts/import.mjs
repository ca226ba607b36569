// `npm run import -- STORE_URL STRATEGY/USER FILE`: installs and builds what is missing, then puts a dump back (see docs/operations.md).
import { runBin } from './run-bin.mjs';

await runBin('import');
