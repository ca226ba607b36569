import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { cellsOf, pageAt, ROOT } from './pages.js';

const SOURCE = readFileSync(join(ROOT, 'src', 'app-config.ts'), 'utf8');
const READ = Array.from(
  SOURCE.matchAll(/\.read(?:<[^(]*>)?\(\s*'(?<name>[A-Z_]+)'/g),
  ([, name]) => name ?? '',
);

it('docs/operations.md has each variable of the environment that the app reads', () => {
  const variables = pageAt('docs/operations.md')
    .prose.map(cellsOf)
    .flatMap(([first = '']) => Array.from(first.matchAll(/`(?<name>[A-Z_]+)`/g), ([, name]) => name ?? ''));
  expect(READ.length).toBeGreaterThan(10);
  expect(READ.filter((name) => !variables.includes(name))).toEqual([]);
});
