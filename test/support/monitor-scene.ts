import type { OrderUpdate } from '../../src/index.js';
import { traded, update } from './updates.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Sends a request with a JSON body. @throws unless it is taken. */
export type Send = (method: 'POST' | 'PUT', path: string, body: unknown) => Promise<void>;

interface Market {
  readonly scope: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly price: number;
  readonly step: number;
  readonly size: number;
  /** How many fills there are on each day, and today. */
  readonly fills: { readonly daily: number; readonly today: number };
}

export const MAKER = '/v1/scopes/maker/alice';
export const GRID = '/v1/scopes/grid/bob';

const MARKETS: readonly Market[] = [
  { scope: MAKER, exchange: 'binance', symbol: 'BTCUSDT-PERP', price: 67_250, step: 45, size: 0.01, fills: { daily: 24, today: 90 } },
  { scope: MAKER, exchange: 'binance', symbol: 'ETHUSDT-PERP', price: 3_512, step: 4, size: 0.25, fills: { daily: 18, today: 60 } },
  { scope: MAKER, exchange: 'bybit', symbol: 'SOLUSDT-PERP', price: 171, step: 0.4, size: 3, fills: { daily: 12, today: 30 } },
  { scope: GRID, exchange: 'okx', symbol: 'BTC-USDT-SWAP', price: 67_260, step: 60, size: 0.02, fills: { daily: 8, today: 24 } },
]; // prettier-ignore

/** Some days of trading of two scopes, up to now: always the same, but for the times. */
export async function playScene(send: Send, now: number): Promise<void> {
  const random = randomOf(7);
  for (const market of MARKETS) {
    const { scope, exchange, symbol } = market;
    await send('PUT', `${scope}/instruments`, {
      instruments: [{ exchange, symbol, kind: 'linear', quote: 'USDT', settle: 'USDT' }],
    });
    await sendUpdates(send, scope, tradesOf(market, now, random));
    const adjustments = [16, 8, 1].map((hours) => ({
      exchange,
      symbol,
      id: `funding-${hours}`,
      kind: 'FUNDING',
      amount: ((random() - 0.4) * 4).toFixed(4),
      currency: 'USDT',
      timestamp: now - hours * HOUR_MS,
    }));
    await send('POST', `${scope}/adjustments`, { adjustments });
    await sendUpdates(send, scope, restingOf(market, now));
    const price = (market.price * 1.001).toFixed(2);
    await send('PUT', `${scope}/market-data/${symbol}/markPrice`, { price, timestamp: now });
  }
  await sendUpdates(send, MAKER, [
    update({
      exchange: 'bybit',
      symbol: 'SOLUSDT-PERP',
      id: 'stuck-1',
      status: 'PENDING',
      price: '169.4',
      amount: '6',
      timestamp: now - 4 * 60_000,
    }),
  ]);
}

async function sendUpdates(send: Send, scope: string, updates: readonly OrderUpdate[]): Promise<void> {
  for (let at = 0; at < updates.length; at += 500)
    await send('POST', `${scope}/order-updates?durable=true`, { updates: updates.slice(at, at + 500) });
}

function tradesOf(
  { exchange, symbol, price, step, size, fills }: Market,
  now: number,
  random: () => number,
): OrderUpdate[] {
  const times = [6, 5, 4, 3, 2].flatMap((days) =>
    Array.from({ length: fills.daily }, () => now - days * DAY_MS + random() * DAY_MS),
  );
  times.push(...Array.from({ length: fills.today }, () => now - random() * 20 * HOUR_MS));
  times.sort((a, b) => a - b);
  let level = price;
  let held = 0;
  return times.map((time, at) => {
    level += (random() - 0.5) * step * 2;
    const side = random() < (held > size * 4 ? 0.2 : held < -size * 4 ? 0.8 : 0.5) ? 'BUY' : 'SELL';
    held += side === 'BUY' ? size : -size;
    const paid = side === 'BUY' ? level - step * 0.4 : level + step * 0.4;
    const fee = (paid * size * 0.0002).toFixed(6);
    return traded(`${symbol}-${at}`, side, String(size), paid.toFixed(2), {
      exchange,
      symbol,
      fee,
      feeCurrency: 'USDT',
      timestamp: Math.floor(time),
    });
  });
}

function restingOf({ exchange, symbol, price, step, size }: Market, now: number): OrderUpdate[] {
  return [-2, -1, 1, 2].map((level) => {
    const filled = level === -1 ? size / 4 : 0;
    return update({
      exchange,
      symbol,
      id: `${symbol}-rest${level}`,
      side: level < 0 ? 'BUY' : 'SELL',
      price: (price + level * step).toFixed(2),
      amount: String(size),
      filled: String(filled),
      ...(filled > 0 && { status: 'PARTIALLY_FILLED', average: (price - step).toFixed(2) }),
      timestamp: now - Math.abs(level) * 95_000,
    });
  });
}

/** Random numbers from 0 to below 1, always the same ones. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
