import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { sampleStreams } from '../../src/testing/simulator/sample-streams.js';

const FOLDER = new URL('../../examples/streams/', import.meta.url);

it('the sample streams are what the simulator makes', () => {
  const made = new Map(sampleStreams().map(({ file, text }) => [file, text]));
  const shipped = new Map(
    readdirSync(FOLDER).map((file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')]),
  );
  expect(shipped).toEqual(made);
});
