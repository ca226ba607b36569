import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The sources and the children of these tests as plain JavaScript, which processes can run that Jest does not. */
export class Compiled {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<Compiled> {
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    // Inside the package, so that packages are found and files are ES modules.
    const compiled = new Compiled(mkdtempSync(join(ROOT, '.cache', 'faults-')));
    for (const source of ['src', 'test/faults']) await compiled.add(source);
    return compiled;
  }

  child(name: string): string {
    return join(this.folder, 'test/faults/children', `${name}.child.js`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async add(source: string): Promise<void> {
    for (const file of readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
      const { code } = await transformFile(join(ROOT, source, file), {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      });
      const target = join(this.folder, source, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }
}
