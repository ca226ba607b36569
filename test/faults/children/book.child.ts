import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { CacheService, OnFill, TradingCacheModule } from '../../../src/index.js';
import type { FillEvent } from '../../../src/index.js';
import type { BookConfig } from './book-config.js';

const STDOUT = 1;
const LARGEST_PORTION = 20;
const T = 1_700_000_000_000;

const config = JSON.parse(process.argv[2] as string) as BookConfig;
const book = openSync(config.book, 'a');

/** At once, so that what was said before a SIGKILL is known. */
function say(...words: readonly (string | number)[]): void {
  writeSync(STDOUT, `${words.join(' ')}\n`);
}

/** Keeps a book of its own of every fill: in a file, so that it is there after a kill. */
@Injectable()
class Book {
  private calls = 0;

  @OnFill({ durable: 'book', attempts: Infinity })
  onFill({ number, tradeId }: FillEvent): void {
    const isThird = config.throws && ++this.calls % 3 === 0;
    // Before and after the entry in turn: an entry that was made is made again.
    if (isThird && this.calls % 2 === 0) throw new Error('before the entry');
    writeSync(book, `${number} ${tradeId}\n`);
    if (isThird) throw new Error('after the entry');
  }
}

@Module({
  imports: [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({ store: config.store, strategyId: config.strategyId, leaseTime: 1 }),
  ],
  providers: [Book],
})
class BookModule {}

const app = await NestFactory.createApplicationContext(BookModule, { logger: false });
const cache = app.get(CacheService);
say('OPEN');

function apply(number: number): void {
  cache.applyUpdate({
    exchange: 'x',
    symbol: `S${number % 7}`,
    id: `${number}`,
    status: 'FILLED',
    side: number % 2 === 0 ? 'BUY' : 'SELL',
    amount: '1',
    filled: '1',
    lastFilled: '1',
    lastFilledPrice: '100',
    tradeId: `${number}`,
    timestamp: T + number,
  });
}

/** Applies fills up to a number, and says which are committed. */
async function run(last: number): Promise<void> {
  for (let number = config.from; number <= last;) {
    const end = Math.min(last, number + (number % LARGEST_PORTION));
    say('SENT', end);
    for (; number <= end; number++) apply(number);
    const committed = number - 1;
    void cache.flush().then(() => say('ACK', committed));
    await nextTurn();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, last] = line.split(' ');
  if (command === 'run') void run(Number(last));
  else {
    await run(Number(last));
    await cache.flush();
    await cache.handled();
    await app.close();
    say('DRAINED');
    process.exit(0);
  }
}
// Whoever started it is gone.
process.exit(1);
