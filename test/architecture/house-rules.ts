import type { SourceFile } from './source-files.js';

const FLOORS: readonly (readonly string[])[] = [
  ['errors'],
  ['decimal', 'state', 'stores'],
  ['telemetry'],
  ['ledger'],
  ['orders', 'market-data', 'instruments', 'exchanges', 'balances', 'parameters'],
  ['positions'],
  ['reconciliation', 'events'],
  ['handlers'],
  ['cache'],
  ['access'],
  ['http', 'health', 'docs', 'monitor', 'metrics', 'opentelemetry'],
];

/** Packages that only some folders may know. */
const PACKAGES = new Map<string, readonly string[]>([
  [
    '@nestjs/common',
    [
      'handlers',
      'cache',
      'access',
      'http',
      'health',
      'docs',
      'monitor',
      'cli',
      'metrics',
      'opentelemetry',
      'testing',
      '',
    ],
  ],
  ['@nestjs/core', ['cache', 'http', 'health', '']],
  ['@opentelemetry/api', ['opentelemetry']],
  ['@nestjs/schedule', ['cache', 'testing', '']],
  ['@nestjs/platform-fastify', ['']],
  ['@nestjs/terminus', ['health']],
  ['fastify', ['']],
  ['class-validator', ['cache', 'http']],
  ['rxjs', ['cache', 'http']],
  ['lmdb', ['stores/lmdb']],
  ['ioredis', ['stores/redis', 'market-data/redis']],
  ['reflect-metadata', ['', 'cli', 'demo']],
]);

/** Imports that go up. Two rooms of one floor may import one from the other, in one direction: see `folderCircles`. */
export function upwardImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, files: imported }) =>
    imported
      .filter((each) => floorOf(each) > floorOf(path))
      .map((each) => `${path} imports ${each}, which is above it`),
  );
}

/** Imports of packages that a folder should not know. */
export function strangePackages(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, packages }) =>
    packages.filter((name) => !isAllowed(name, path)).map((name) => `${path} imports ${name}`),
  );
}

/** The packages that a file and all that it imports need. */
export function packagesNeeded(files: readonly SourceFile[], path: string): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const needed = new Set<string>();
  const visit = (each: string): void => {
    if (seen.has(each)) return;
    seen.add(each);
    const { files: imported = [], packages = [] } = byPath.get(each) ?? {};
    for (const name of packages) if (!name.startsWith('node:')) needed.add(name);
    imported.forEach(visit);
  };
  visit(path);
  return [...needed].toSorted();
}

/** Circles of files, each once, as the path that leads around. */
export function circles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map(({ path, files: imported }) => [path, imported]));
  return circlesOf(imports);
}

/** Circles of folders. */
export function folderCircles(files: readonly SourceFile[]): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { path, files: imported } of files) {
    const from = folderOf(path);
    const known = imports.get(from) ?? new Set();
    for (const each of imported) if (folderOf(each) !== from) known.add(folderOf(each));
    imports.set(from, known);
  }
  return circlesOf(imports);
}

function circlesOf(imports: ReadonlyMap<string, Iterable<string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const at = path.indexOf(name);
    if (at >= 0) found.push([...path.slice(at), name].join(' -> '));
    if (at >= 0 || done.has(name)) return;
    for (const next of imports.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of imports.keys()) visit(name, []);
  return found;
}

function floorOf(path: string): number {
  const at = FLOORS.findIndex((rooms) => rooms.includes(folderOf(path)));
  return at < 0 ? FLOORS.length : at;
}

/** The room that a file is in; a file at the top is in the room without a name. */
function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/', 1)[0] as string) : '';
}

function isAllowed(name: string, path: string): boolean {
  if (name.startsWith('node:')) return true;
  const rooms = PACKAGES.get(name) ?? [];
  return rooms.some((room) => (room === '' ? !path.includes('/') : path.startsWith(`${room}/`)));
}
