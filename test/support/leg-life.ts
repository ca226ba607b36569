import type { Position } from '../../src/index.js';
import type { Random } from '../../src/testing/index.js';
import type { SettlingCache } from './settling-cache.js';
import { T, traded } from './updates.js';

const HOUR = 3_600_000;
const PLACE = { exchange: 'binance', symbol: 'BTCUSDT' } as const;

/** What a leg was at a time. */
export interface Moment {
  readonly at: number;
  readonly position: Position;
}

/**
 * Trades one leg in order of time, over some days, in quantities that no price divides: opens, adds, reduces, closes, crosses, with fees, funding and
 * now and then a snapshot.
 *
 * @param afterEach is called after each step, such as to settle a part.
 * @returns what the leg was after each step.
 */
export function liveThrough(
  cache: SettlingCache,
  random: Random,
  steps: number,
  afterEach: () => void = () => undefined,
): Moment[] {
  const { positions } = cache;
  const moments: Moment[] = [];
  let at = T;
  for (let step = 1; step <= steps; step++) {
    at += random.integer(1, 5 * HOUR);
    const kind = random.integer(0, 11);
    if (kind === 0)
      positions.applyAdjustment({
        ...PLACE,
        id: `f${step}`,
        kind: 'FUNDING',
        amount: random.pick(['-0.01', '0.003']),
        currency: 'USDT',
        timestamp: at,
      });
    else if (kind === 1 && random.chance(30))
      positions.adopt(
        { ...PLACE, positionSide: 'NET' },
        { quantity: BigInt(random.integer(-3, 3)) * 10n ** 18n, entryPrice: 99n * 10n ** 18n, asOf: at },
      );
    else {
      const price = `${random.integer(90, 110)}.${random.integer(1, 9)}`;
      const fee = random.chance(60) ? { fee: '0.0007', feeCurrency: random.pick(['USDT', 'BNB']) } : {};
      const quantity = random.pick(['1', '0.3', '0.07', '7']);
      const side = random.pick(['BUY', 'SELL'] as const);
      positions.applyUpdate(traded(String(step), side, quantity, price, { ...fee, timestamp: at }));
    }
    const position = positions.position('BTCUSDT');
    if (position !== null) moments.push({ at, position });
    afterEach();
  }
  return moments;
}

/** The ways in which a leg may be kept: in memory, settled, settled up to some entry, and with a part on its way to the store. */
export const KEPT: readonly (readonly [string, (cache: SettlingCache, random: Random) => void])[] = [
  ['in memory', () => undefined],
  ['settled', (cache) => void cache.settle()],
  ['settled in part', (cache, random) => void cache.settle(random.integer(1, 40))],
  [
    'settled in part, with some on the way to the store',
    (cache, random) => {
      cache.settle(random.integer(1, 20));
      cache.beginSettling(random.integer(1, 20));
    },
  ],
];
