import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cellsOf, PAGES, pageAt, ROOT } from './pages.js';

const LONGEST_CELL = 120;
const LINK = /\]\((?<target>[^)\s]+)\)/g;

/** A heading as GitHub names it in a link. */
function anchorOf(heading: string): string {
  return heading
    .replaceAll('`', '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): string[] {
  return pageAt(path)
    .prose.filter((line) => line.startsWith('#'))
    .map((line) => anchorOf(line.replace(/^#+ /, '')));
}

/** Links of a page that lead nowhere. */
function brokenLinks(path: string, lines: readonly string[]): string[] {
  const targets = lines.flatMap((line) =>
    Array.from(line.matchAll(LINK), ({ groups }) => groups?.['target'] ?? ''),
  );
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = '', anchor] = target.split('#', 2);
    const page = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(ROOT, page))) return true;
    return anchor !== undefined && !anchorsOf(page).includes(anchor);
  });
}

describe.each(PAGES.map((page) => [page.path, page] as const))('%s', (path, page) => {
  it(`has no table cell of more than ${LONGEST_CELL} characters`, () => {
    const long = page.prose
      .flatMap(cellsOf)
      .filter((cell) => cell.length > LONGEST_CELL && !/^:?-+:?$/.test(cell));
    expect(long).toEqual([]);
  });

  it('has links that lead to a file, and to a heading in it', () => {
    expect(brokenLinks(path, page.prose)).toEqual([]);
  });

  it('closes each block that it opens', () => {
    expect((page.text.match(/^ *```/gm) ?? []).length % 2).toBe(0);
  });
});
