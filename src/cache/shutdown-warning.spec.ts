import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { TradingCacheOptions } from './cache.options.js';
import { resolveOptions } from './resolve-options.js';
import { warnWithoutHooks } from './shutdown-warning.js';

let listeners: number;
let said: string[];

beforeEach(() => {
  jest.useFakeTimers();
  listeners = 0;
  said = [];
  jest.spyOn(process, 'listenerCount').mockImplementation(() => listeners);
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void said.push(message));
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function warn(options: Partial<TradingCacheOptions> = {}): () => void {
  return warnWithoutHooks(resolveOptions(options));
}

describe('an application whose hooks nobody calls at SIGTERM', () => {
  it.each([
    ['interval', 'loses the changes since the last sync, up to 60 s of them'],
    ['continuous', 'does not wait for the commit that is under way'],
  ] as const)('is warned of once under `%s`, with the loss and the remedy', (durability, loss) => {
    warn({ durability });
    jest.advanceTimersByTime(60_000);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(loss);
    expect(said[0]).toContain('app.enableShutdownHooks() in main.ts');
  });

  it('is not warned of where hooks are enabled some time after init', () => {
    warn();
    jest.advanceTimersByTime(4_900);
    listeners = 1;
    jest.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
  });

  it('is not warned of where it was closed by then, or keeps nothing', () => {
    warn()();
    warn({ store: 'memory:' });
    jest.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
  });
});
