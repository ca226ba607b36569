import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cellsOf, pageAt, ROOT } from './pages.js';

const ERROR_CLASS =
  /^(?:export )?class (?<name>\w+) extends (?:TradingCache|Usage)Error\b[^]*?\bcode = '(?<code>\w+)'/gm;

/** The error classes of the sources, each with its code. */
function errorClasses(): ReadonlyMap<string, string> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /(?<!\.spec)\.ts$/.test(file));
  const found = new Map<string, string>();
  for (const file of sources) {
    for (const { groups } of readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(ERROR_CLASS))
      found.set(groups?.['name'] ?? '', groups?.['code'] ?? '');
  }
  return found;
}

const CLASSES = errorClasses();
const ROWS = pageAt('docs/failures.md').prose.map(cellsOf);
/** The vocabulary: the rows of two cells. */
const WORDS = ROWS.filter(({ length }) => length === 2).map(([word]) => word);
/** What happens, its word, its outcome, its test. */
const FAILURES = ROWS.filter(({ length }) => length === 4).filter(
  ([, word]) => word !== 'word' && !/^-+$/.test(word ?? ''),
);

describe('docs/failures.md', () => {
  it('has a row for each error class, and no others', () => {
    const named = FAILURES.flatMap(([what = '']) => /^`(?<name>\w+)`$/.exec(what)?.groups?.['name'] ?? []);
    expect(named.toSorted()).toEqual([...CLASSES.keys()].toSorted());
  });

  it.each(FAILURES.map(([what, ...rest]) => [what, rest] as const))(
    'has one word, one outcome and one test for %s',
    (what = '', [word, outcome, test = '']) => {
      expect(WORDS).toContain(word);
      expect(outcome).not.toBe('');
      const text = readFileSync(join(ROOT, test.replaceAll('`', '')), 'utf8');
      const name = what.replaceAll('`', '');
      const code = CLASSES.get(name);
      // What is no class has no name that its test could have.
      expect(code === undefined || [name, code].some((each) => text.includes(each))).toBe(true);
    },
  );
});
