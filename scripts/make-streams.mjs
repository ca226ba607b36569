// Writes the sample streams of examples/streams anew. They come from the simulator, so they are always the same.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureBuilt(root);
const simulator = join(root, 'dist', 'testing', 'simulator', 'sample-streams.js');
const { sampleStreams } = await import(pathToFileURL(simulator).href);
for (const { file, text } of sampleStreams()) writeFileSync(join(root, 'examples', 'streams', file), text);
