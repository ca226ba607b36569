import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ScopeHeldError, StoreUnavailableError } from '../stores/store.errors.js';
import type { OnConflict } from './cache.options.js';
import { Opening } from './opening.js';

const HOLDER = { nonce: 'n', pid: 4711, hostname: 'alpha', address: 'http://alpha:3000' };
const NAMED = 'process 4711 on host alpha at http://alpha:3000';

let said: string[];

beforeEach(() => {
  jest.useFakeTimers();
  said = [];
  for (const level of ['warn', 'log'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((message: string) => {
      said.push(`${level}: ${message}`);
    });
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function held(lapsesInMs: number | null, holder = HOLDER): ScopeHeldError {
  return new ScopeHeldError('Scope a/b', holder, lapsesInMs);
}

/** An opening whose attempts fail with these, one after the other, and then succeed. */
function openingAfter(onConflict: OnConflict, ...failures: readonly Error[]): Opening {
  const left = [...failures];
  return new Opening({ startup: 'background', onConflict }, async (acquired) => {
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    acquired();
    acquired();
  });
}

describe('a scope that another process holds', () => {
  it('says under `fail` once who has it and how long it is waited for, and once that it was taken', async () => {
    const opened = openingAfter('fail', held(9_000), held(8_750), held(8_500)).run();
    await jest.advanceTimersByTimeAsync(750);
    await opened;
    expect(said).toEqual([
      `warn: Scope a/b is held by ${NAMED}. Waiting at most 9.3 s: if that process is gone, its hold lapses by then.`,
      `log: Scope a/b: waited 0.8 s for ${NAMED}. This process has it now.`,
    ]);
  });

  it('says under `fail` that its holder renews it, and fails with it', async () => {
    const opening = openingAfter('fail', ...Array.from({ length: 9 }, () => held(500)));
    const failure = opening.run().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(750);
    expect(await failure).toMatchObject({ code: 'SCOPE_HELD' });
    expect(said).toEqual([
      expect.stringContaining('Waiting at most 0.8 s'),
      `warn: Scope a/b: waited 0.8 s for ${NAMED}. That process still has it.`,
    ]);
  });

  it('is not waited for under `fail` where its holder is known to live, and nothing is said of a wait', async () => {
    await expect(openingAfter('fail', held(null)).run()).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    expect(said).toEqual([]);
  });

  it('says under `standby` each holder once', async () => {
    const next = { ...HOLDER, nonce: 'm', pid: 4712 };
    const opened = openingAfter('standby', held(null), held(null), held(9_000, next)).run();
    await jest.advanceTimersByTimeAsync(750);
    await opened;
    expect(said).toEqual([
      `warn: Scope a/b is held by ${NAMED}. Waiting on standby until that process gives it back or is gone.`,
      expect.stringContaining('is held by process 4712'),
      expect.stringMatching(/^log: .* 0\.8 s for process 4712 .* This process has it now\.$/),
    ]);
  });

  it('says that it is not waited for any more when it is closed', async () => {
    const opening = openingAfter('standby', held(null), held(null));
    const failure = opening.run().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(100);
    opening.giveUp();
    expect(await failure).toMatchObject({ code: 'SCOPE_HELD' });
    expect(said.slice(1)).toEqual([expect.stringMatching(/^warn: .* The scope was closed meanwhile\.$/)]);
  });

  it('says that its store went away meanwhile', async () => {
    const opened = openingAfter('standby', held(null), new StoreUnavailableError('it is away')).run();
    await jest.advanceTimersByTimeAsync(2_250);
    await opened;
    expect(said.slice(1)).toEqual([
      expect.stringMatching(/^warn: .* The store is unavailable: it is away\./),
    ]);
  });
});
