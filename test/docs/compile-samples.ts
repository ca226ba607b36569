import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './pages.js';
import type { Page } from './pages.js';

/** What samples that are a part of something may use without a word. */
const PRELUDE = `
declare const cache: import('nestjs-trading-cache').CacheService;
declare const manager: import('nestjs-trading-cache').CacheManager;
declare const app: import('@nestjs/common').INestApplication;
declare const socket: import('node:events').EventEmitter;
declare const log: import('@nestjs/common').Logger;
export {};
`;

/** The code of a block of a page that is TypeScript. */
export interface Sample {
  /** Where it stands: `docs/redis.md:12`. */
  readonly place: string;
  /** The folder of the page's own project. */
  readonly project: string;
  /** The file that it would be there. */
  readonly file: string;
  readonly code: string;
  /** Whether it says itself what it imports; else it is a part of something. */
  readonly isWhole: boolean;
}

/**
 * All samples of a page. One that begins with a comment like `// src/bot.ts` is that file of the page's project, and others of the page
 * may import it.
 */
export function samplesOf({ path, blocks }: Page): Sample[] {
  const project = join(ROOT, '.cache', 'samples', path.replaceAll(/\W/g, '-'));
  return blocks
    .filter(({ language }) => language === 'ts')
    .map(({ code, line }) => {
      const name = /^\/\/ (?<file>[\w./-]+\.ts)$/m.exec(code.split('\n', 1)[0] ?? '')?.groups?.['file'];
      const file = join(project, name ?? `line-${line}.ts`);
      return {
        place: `${path}:${line}`,
        project,
        file,
        code,
        isWhole: name !== undefined || /^(?:import|export) /m.test(code),
      };
    });
}

/** What the compiler says of samples, by their place. */
export function compile(samples: readonly Sample[]): ReadonlyMap<string, readonly string[]> {
  const options = compilerOptions();
  const names = exportedNames(options);
  const texts = new Map(
    samples.map((sample) => [sample.file, sample.isWhole ? sample.code : whole(sample.code, names)]),
  );
  // What every project has, whether its page shows it or not.
  for (const { project } of samples) {
    const appModule = join(project, 'app.module.ts');
    if (!texts.has(appModule)) texts.set(appModule, 'export class AppModule {}\n');
  }
  const folders = new Set([...texts.keys()].map((file) => dirname(file)));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => texts.has(file) || disk.fileExists(file),
    readFile: (file) => texts.get(file) ?? disk.readFile(file),
    directoryExists: (folder) => [...folders].some((each) => each.startsWith(folder)) || existsSync(folder),
    getSourceFile: (file, language, ...more) => {
      const text = texts.get(file);
      return text === undefined
        ? disk.getSourceFile(file, language, ...more)
        : ts.createSourceFile(file, text, language);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return new Map(samples.map(({ place, file }) => [place, faultsOf(program, file)]));
}

function faultsOf(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  if (source === undefined) return ['was not compiled'];
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

/** A part of something as a file: it imports what it uses of this package. */
function whole(code: string, names: ReadonlyMap<string, readonly string[]>): string {
  const words = new Set(code.match(/\b[A-Za-z_]\w*/g));
  const declared = new Set(
    Array.from(code.matchAll(/\b(?:const|class|function) (\w+)/g), ([, name]) => name ?? ''),
  );
  const imports = [...names].map(([entry, exported]) => {
    const used = exported.filter((name) => words.has(name) && !declared.has(name));
    return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${entry}';`;
  });
  return `${imports.join('\n')}${PRELUDE}${code}`;
}

/** The entry points of the package, by the names that hosts import them by, and their sources. */
function entryPoints(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default?: string } | string>>;
  };
  return new Map(
    Object.entries(exports).flatMap(([path, target]) => {
      if (typeof target === 'string' || target.default === undefined) return [];
      const source = target.default.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
      return [[path.replace('.', 'nestjs-trading-cache'), join(ROOT, source)] as const];
    }),
  );
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const paths = Object.fromEntries([...entryPoints()].map(([name, source]) => [name, [source]]));
  // Tests of samples use `describe`, `it` and `expect` without an import, as the projects that Nest makes do.
  return { ...options, paths, types: ['node', 'jest'], noEmit: true };
}

function exportedNames(options: ts.CompilerOptions): ReadonlyMap<string, readonly string[]> {
  const entries = [...entryPoints()];
  const program = ts.createProgram(
    entries.map(([, source]) => source),
    options,
  );
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(([name, file]) => {
      const source = program.getSourceFile(file);
      const symbol = source && checker.getSymbolAtLocation(source);
      return [name, symbol === undefined ? [] : checker.getExportsOfModule(symbol).map((each) => each.name)];
    }),
  );
}
