import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the page. */
export interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** The files of the charts: those of the package that draws them. */
const CHARTS = ['uPlot.esm.js', 'uPlot.min.css'];

/** All files of the page by name, read once: what a request names is looked up among them, and never in the file system. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const own = fileURLToPath(new URL('public/', import.meta.url));
  const charts = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'));
  const paths = [
    ...readdirSync(own).map((name) => join(own, name)),
    ...CHARTS.map((name) => join(charts, name)),
  ];
  return new Map(
    paths.flatMap((path) => {
      const type = TYPES.get(extname(path));
      const name = path.slice(dirname(path).length + 1);
      return type === undefined ? [] : [[name, { type, bytes: readFileSync(path) }] as const];
    }),
  );
}
