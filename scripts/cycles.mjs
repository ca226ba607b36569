// `npm run cycles [-- NAME… --cycles N --seed N]`: runs crash cycles against real stores (see docs/durability.md).
import { runProgram } from './run-program.mjs';

runProgram('test/faults/cycles');
