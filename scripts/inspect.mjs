// `npm run inspect -- STORE_URL [STRATEGY/USER]`: installs and builds what is missing, then shows what a store has (see docs/operations.md).
import { runBin } from './run-bin.mjs';

await runBin('inspect');
