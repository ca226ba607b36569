import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as kit from '../../src/testing/index.js';

const ROOT = new URL('../../', import.meta.url);
const EXAMPLE = new URL('examples/strategy/', ROOT);
const PAGE = readFileSync(new URL('docs/testing.md', ROOT), 'utf8');
/** A sample that is a file says its name in the first line. */
const NAMED = /^\/\/ src\/(?<name>\S+)\n(?<text>[^]*)$/;
/** What is for tests of stores, and for tests at random. */
const OTHER = /^(?:Random|SIMULATED_MARKETS|SimulatedAccount|stream(?:Line|Text)|.*Error)$/;

const SAMPLES = [...PAGE.matchAll(/^```ts\n(?<code>[^]*?)^```$/gm)].map(
  ({ groups }) => groups?.['code'] ?? '',
);
const FILES = SAMPLES.flatMap((code) => {
  const { name, text } = NAMED.exec(code)?.groups ?? {};
  return name === undefined || text === undefined ? [] : [[name, text] as const];
});
const PARTS = SAMPLES.filter((code) => !NAMED.test(code));

/** Code without its indentation. */
function flat(code: string): string {
  return code.replaceAll(/^ +/gm, '').trim();
}

// The example is compiled with all that is checked, and its tests are among those that are run.
describe('docs/testing.md', () => {
  it('has files, and parts of tests', () => {
    expect(FILES.map(([name]) => name)).toEqual(
      expect.arrayContaining(['market-maker.ts', 'quotes.spec.ts']),
    );
    expect(PARTS.length).toBeGreaterThan(4);
    expect(readdirSync(EXAMPLE)).toEqual(expect.arrayContaining(FILES.map(([name]) => name)));
  });

  it.each(FILES)('shows %s as it is in the example', (name, text) => {
    expect(text).toBe(readFileSync(new URL(name, EXAMPLE), 'utf8'));
  });

  const samples = flat(readFileSync(new URL('samples.spec.ts', EXAMPLE), 'utf8'));

  it.each(PARTS.map(flat))('has a part that the example runs: %s', (part) => {
    expect(part).toContain('expect(');
    expect(samples).toContain(part);
  });

  it('names everything that the kit has for tests of a strategy', () => {
    const names = Object.keys(kit).filter((name) => !OTHER.test(name));
    expect(names.filter((name) => !PAGE.includes(name))).toEqual([]);
  });
});
