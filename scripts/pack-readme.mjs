// `npm pack` and `npm publish` run this: it builds, and gives the package a README whose links work on a registry's page. Relative links
// do not work there, so they become the names of files. Afterwards the README is as it was.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

/** Links of Markdown that lead to a file: neither to a web page nor to a heading of the same page. */
const RELATIVE_LINK = /\[(?<text>[^\]]*)\]\((?<path>(?!https?:|#)[^)#]+)(?:#[^)]*)?\)/g;

/**
 * A README with the names of files instead of links to them.
 *
 * @param files what package.json says is packed.
 */
export function registryReadme(readme, files) {
  return readme.replace(RELATIVE_LINK, (...match) => {
    const { text, path } = match.at(-1);
    const place = files.includes(path.split('/', 1)[0]) ? 'package' : 'repository';
    const name = `\`${path}\` in the ${place}`;
    return text.replaceAll('`', '') === path ? name : `${text} (${name})`;
  });
}

function prepare(root) {
  ensureBuilt(root);
  restore(root);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(keptReadme(root), readme);
  writeFileSync(join(root, 'README.md'), registryReadme(readme, files));
}

/** Also after a packing that was broken off, unless the README was changed since. */
function restore(root) {
  const kept = keptReadme(root);
  if (!existsSync(kept)) return;
  const readme = readFileSync(kept, 'utf8');
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (readFileSync(join(root, 'README.md'), 'utf8') === registryReadme(readme, files))
    writeFileSync(join(root, 'README.md'), readme);
  rmSync(kept);
}

function keptReadme(root) {
  return join(root, '.cache', 'README.md');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  if (process.argv[2] === 'prepare') prepare(root);
  else restore(root);
}
