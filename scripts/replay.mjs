// `npm run replay -- FILE…`: installs and builds what is missing, then replays recorded streams (see docs/replay.md).
import { runBin } from './run-bin.mjs';

await runBin('replay');
