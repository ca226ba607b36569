import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A source file, and what it imports: files by their path, packages by their name. */
export interface SourceFile {
  /** Relative to `src`, such as `orders/order.ts`. */
  readonly path: string;
  /** Those of which it imports types alone are left out: such imports vanish when it is built. */
  readonly files: readonly string[];
  /** Those of which it imports types too: who uses its types needs them. */
  readonly packages: readonly string[];
}

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every file of `src` that is built. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => sourceFile(path.split('\\').join('/'), readFileSync(join(SRC, path), 'utf8')));
}

/** What a file imports and exports from, dynamically too. */
export function sourceFile(path: string, text: string): SourceFile {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    path,
    files: importsAtRun(path, text)
      .filter(isFile)
      .map((name) => posix.join(dirname(path), name).replace(/\.js$/, '.ts')),
    packages: imported.filter((name) => !isFile(name)).map(packageOf),
  };
}

/** What is imported and exported from by more than `import type` and `export type`. */
function importsAtRun(path: string, text: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const from = importIn(node);
    if (from !== undefined && ts.isStringLiteral(from)) names.push(from.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return names;
}

function importIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node))
    return node.importClause?.isTypeOnly === true ? undefined : node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}

function isFile(name: string): boolean {
  return name.startsWith('.');
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
