import { describe, expect, it } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { StoreUnavailableError } from '../stores/store.errors.js';
import { TradingCacheProblemFilter } from './trading-cache-problem.filter.js';

const ERROR = new StoreUnavailableError('no answer');

/** What the filter makes of the error outside of HTTP. */
function caught(type: string): unknown {
  // Neither has a request or a response that could be answered.
  const filter = new TradingCacheProblemFilter({} as HttpAdapterHost);
  return filter.catch(ERROR, { getType: () => type } as unknown as ArgumentsHost);
}

describe('TradingCacheProblemFilter, as a filter of an application that is not HTTP alone', () => {
  it('passes the error of a message on to its sender', async () => {
    await expect(lastValueFrom(caught('rpc') as Observable<never>)).rejects.toBe(ERROR);
  });

  it('throws any other on', () => {
    expect(() => caught('graphql')).toThrow(ERROR);
  });
});
