import { describe, expect, it } from '@jest/globals';
import { circles, folderCircles, packagesNeeded, strangePackages, upwardImports } from './house-rules.js';
import { sourceFile, sourceFiles } from './source-files.js';

const FILES = sourceFiles();

describe('the house', () => {
  it('is read whole', () => {
    expect(FILES.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['ledger/ledger.ts', 'index.ts', 'stores/lmdb/lmdb.state-store.ts']),
    );
  });

  it('has no import upwards', () => {
    expect(upwardImports(FILES)).toEqual([]);
  });

  it('has no circle of files, and none of folders', () => {
    expect(circles(FILES)).toEqual([]);
    expect(folderCircles(FILES)).toEqual([]);
  });

  it('knows each package only where it belongs', () => {
    expect(strangePackages(FILES)).toEqual([]);
  });
});

describe('the subpath for HTTP', () => {
  it('needs no package of a platform, of health or of documents', () => {
    expect(packagesNeeded(FILES, 'http.ts')).toEqual([
      '@nestjs/common',
      '@nestjs/core',
      'class-validator',
      'ioredis',
      'lmdb',
      'rxjs',
    ]);
  });
});

describe('its rules find', () => {
  it('an import upwards', () => {
    const file = sourceFile('orders/order.ts', "import { Fill } from '../positions/fill.js';");
    expect(upwardImports([file])).toEqual(['orders/order.ts imports positions/fill.ts, which is above it']);
    const lower = sourceFile('ledger/fold.ts', "export { order } from '../orders/order.js';");
    expect(upwardImports([lower])).toEqual(['ledger/fold.ts imports orders/order.ts, which is above it']);
  });

  it('nothing in imports of types alone, which vanish', () => {
    const files = [
      sourceFile('state/a.ts', "import type { B } from './b.js';\nimport type { C } from '../orders/c.js';"),
      sourceFile('state/b.ts', "import { a } from './a.js';"),
      sourceFile('orders/c.ts', "export type { D } from '../cache/d.js';\nimport '../state/b.js';"),
    ];
    expect([circles(files), folderCircles(files), upwardImports(files)]).toEqual([[], [], []]);
  });

  it('circles, through exports and dynamic imports too', () => {
    const files = [
      sourceFile('state/a.ts', "export * from './b.js';"),
      sourceFile('state/b.ts', "const c = await import('../decimal/c.js');"),
      sourceFile('decimal/c.ts', "import { a } from '../state/a.js';"),
    ];
    expect(circles(files)).toEqual(['state/a.ts -> state/b.ts -> decimal/c.ts -> state/a.ts']);
    expect(folderCircles(files)).toEqual(['state -> decimal -> state']);
  });

  it('a package where it does not belong', () => {
    const files = [
      sourceFile('orders/a.ts', "import { Injectable } from '@nestjs/common';"),
      sourceFile('stores/memory/b.ts', "import { open } from 'lmdb';"),
      sourceFile('cache/c.ts', "import { Redis } from 'ioredis';\nimport { join } from 'node:path';"),
      sourceFile('replay/d.ts', "import x from 'leftpad/sub';"),
    ];
    expect(strangePackages(files)).toEqual([
      'orders/a.ts imports @nestjs/common',
      'stores/memory/b.ts imports lmdb',
      'cache/c.ts imports ioredis',
      'replay/d.ts imports leftpad',
    ]);
  });
});
