import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from '@jest/globals';
import { CacheService, HandlersBusyError, OnFill } from '../../src/index.js';
import { TradingCacheTestingModule } from '../../src/testing/index.js';
import { fill } from '../support/updates.js';
import { until } from '../support/until.js';

@Injectable()
class Stuck {
  isCalled = false;

  @OnFill()
  onFill(): Promise<void> {
    this.isCalled = true;
    return new Promise(() => undefined);
  }
}

it('a handler that does not end keeps no app from closing, and that is said', async () => {
  const warnings: string[] = [];
  const logger = {
    log: () => undefined,
    error: () => undefined,
    warn: (text: string) => warnings.push(text),
  };
  const module = await Test.createTestingModule({
    imports: [TradingCacheTestingModule.forRoot({ closeTimeout: 1 })],
    providers: [Stuck],
  })
    .setLogger(logger)
    .compile();
  await module.init();
  module.get(CacheService).applyUpdate(fill('3', '3', '100'));
  await until(() => module.get(Stuck).isCalled);
  await module.close();
  const { name } = HandlersBusyError;
  expect(warnings).toContainEqual(expect.stringMatching(`^${name}: .* were not done within 1000 ms`));
});
