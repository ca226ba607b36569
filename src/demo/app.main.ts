import 'reflect-metadata';
import { CacheService } from '../cache/cache.service.js';
import { runApp } from '../run-app.js';
import type { FromApp, ToApp } from './demo-message.js';
import { MarketMaker } from './market-maker.js';

// The app of the demo: the app as it always runs, and in it a strategy. The exchange is the process that started this one.
const send = (message: FromApp): void => void process.send?.(message);
const app = await runApp(process.env);
send({ kind: 'listening', url: await app.getUrl() });
const strategy = new MarketMaker(app.get(CacheService, { strict: false }), send);
process.on('message', (message) => strategy.take(message as ToApp));
// Without its supervisor nobody would end it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
strategy.connect();
