// `npm run flood [-- NAME…]`: pours floods into the app (see docs/floods.md).
import { runProgram } from './run-program.mjs';

runProgram('test/flood');
