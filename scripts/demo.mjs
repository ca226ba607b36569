// `npm run demo`: installs and builds what is missing, then runs the app with a simulated exchange (see README.md). npm sends signals to the
// shell that it starts, hence `exec` in package.json.
import { runBin } from './run-bin.mjs';

await runBin('demo');
