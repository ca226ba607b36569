import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A block between fences. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** The line of the page that the code begins on. */
  readonly line: number;
}

/** A page of the documentation, as a reader finds it in the repository. */
export interface Page {
  /** Its path, from the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its blocks, one entry a line. */
  readonly prose: readonly string[];
}

/** All pages: README, docs/ (without the generated reference), and the README of each example. */
export const PAGES: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...markdownIn('docs'),
  ...markdownIn('examples'),
].map(pageAt);

export function pageAt(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { language: string; lines: string[]; line: number } | null = null;
  for (const [at, line] of text.split('\n').entries()) {
    const fence = /^ *```(?<language>\S*)/.exec(line);
    if (fence === null) (open?.lines ?? prose).push(line);
    else if (open === null) open = { language: fence.groups?.['language'] ?? '', lines: [], line: at + 2 };
    else {
      blocks.push({ language: open.language, code: `${open.lines.join('\n')}\n`, line: open.line });
      open = null;
    }
  }
  return { path, text, blocks, prose };
}

/** The blocks of a page in a language. */
export function blocksOf(path: string, language: string): readonly string[] {
  return pageAt(path)
    .blocks.filter((block) => block.language === language)
    .map(({ code }) => code);
}

/** The cells of a row of a table; none of a line that is no row. */
export function cellsOf(line: string): readonly string[] {
  if (!line.trimStart().startsWith('|')) return [];
  return line
    .trim()
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules') && !dirname(path).startsWith(join('docs', 'api')))
    .sort();
}
