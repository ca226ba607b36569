// A server of `http-updates.bench.ts` and `http-events.bench.ts`: the app on the store that is given, or `empty` handlers.
import { readAppConfig } from '../src/app-config.js';
import { CacheManager } from '../src/cache/cache.manager.js';
import { createApp } from '../src/run-app.js';
import { answerQuestions } from './child.js';
import { emptyApp } from './empty-app.js';
import { cpuTime, drive } from './update-driver.js';
import type { Drive } from './update-driver.js';

/** What a server is asked: for the CPU time that it took so far (ms), or to apply updates. */
export type ServerQuestion = 'cpu' | Drive;

const [storeUrl = 'empty'] = process.argv.slice(2);
const isEmpty = storeUrl === 'empty';
const config = readAppConfig({
  STORE_URL: isEmpty ? 'memory:' : storeUrl,
  SCOPES: 'bench/bench',
  // As the app has them when others reach it.
  API_KEYS: 'bench=*',
  RATE_LIMIT: '1000000',
  LOG_LEVEL: 'error',
  DURABILITY: 'continuous',
});
const app = isEmpty ? await emptyApp() : await createApp(config);
await app.listen(0, '127.0.0.1');
const manager = isEmpty ? null : app.get(CacheManager);
await manager?.startAll();

answerQuestions(await app.getUrl(), (question: ServerQuestion) =>
  question === 'cpu' ? cpuTime() : drive(manager as CacheManager, question),
);
