import { describe, expect, it } from '@jest/globals';
import { compile, samplesOf } from './compile-samples.js';
import { PAGES } from './pages.js';

const SAMPLES = PAGES.filter(({ path }) => path !== 'CHANGELOG.md').flatMap(samplesOf);

describe('a sample of the documentation compiles', () => {
  const faults = compile(SAMPLES);

  it.each(SAMPLES.map(({ place }) => place))('%s', (place) => {
    expect(faults.get(place)).toEqual([]);
  });
});
