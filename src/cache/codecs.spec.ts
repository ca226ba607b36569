import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { T, traded, update } from '../../test/support/updates.js';
import { NO_CODECS, RecordCodecs } from '../stores/record-codec.js';
import type { RecordCodec } from '../stores/record-codec.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { CacheManager } from './cache.manager.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';
import { deflateCodec } from './deflate-codec.js';
import { heal } from './healing.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';
import { ScopeTables } from './scope-tables.js';

const HOUR = 3_600_000;

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

const neverOver = (): boolean => false;

/** A codec whose text anybody can read in a test. */
const backwards: RecordCodec = {
  name: 'backwards',
  encode: reversed,
  decode: reversed,
};

let store: FaultStore;
let now: number;
let managers: CacheManager[];

beforeEach(() => {
  store = new FaultStore(() => now);
  now = T;
  managers = [];
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function opened(options: Partial<TradingCacheOptions>): Promise<CacheService> {
  const manager = new CacheManager(resolveOptions({ store, now: () => now, ...options }));
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** Does something in a scope that is opened for it, and closes it again. */
async function whileOpen(
  codec: TradingCacheOptions['codec'],
  work: (cache: CacheService) => unknown,
): Promise<void> {
  const cache = await opened({ codec });
  await work(cache);
  await cache.close();
}

/** The heads of all seals that were written: version and codec. */
function heads(): Set<string> {
  const sealed = store.batches.flatMap(({ operations }) =>
    operations.flatMap((operation) => ('value' in operation ? [operation.value] : [])),
  );
  return new Set(sealed.map((value) => value.slice(0, value.indexOf(':'))));
}

describe('a scope with a codec', () => {
  it('writes all its records with it, history too, and finds all of them again', async () => {
    await whileOpen(deflateCodec, async (cache) => {
      cache.registerInstruments([{ exchange: 'binance', symbol: 'BTCUSDT', kind: 'linear' }]);
      cache.applyUpdate(traded('old', 'BUY', '1', '90'));
      await cache.flush();
      now += HOUR;
      await cache.tick();
      cache.applyUpdate(traded('7', 'BUY', '2', '100'));
      cache.applyUpdate(update({ id: '8' }));
      cache.setMarketData('BTCUSDT', { any: 'thing' });
      cache.applyAdjustment({
        exchange: 'binance', symbol: 'BTCUSDT', id: 'a', kind: 'FUNDING', amount: '1', currency: 'USDT',
      }); // prettier-ignore
    });
    expect(heads()).toEqual(new Set(['1/deflate']));
    await whileOpen(deflateCodec, async (cache) => {
      expect(cache.ordersCount()).toBe(2);
      expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', adjustments: { USDT: '1' } });
      expect(cache.marketData('BTCUSDT')?.value).toEqual({ any: 'thing' });
      expect(await cache.getOrder('old')).toMatchObject({ id: 'old', filled: '1' });
      expect(cache.applyUpdate(traded('old', 'BUY', '1', '90')).outcome).toBe('duplicate');
    });
  });

  it('reads what was written without one', async () => {
    await whileOpen(null, (cache) => cache.applyUpdate(traded('1', 'BUY', '1', '90')));
    await whileOpen(deflateCodec, (cache) => cache.applyUpdate(traded('2', 'BUY', '1', '90')));
    expect(heads()).toEqual(new Set(['1', '1/deflate']));
    await whileOpen(deflateCodec, (cache) => {
      expect(cache.ordersCount()).toBe(2);
      expect(cache.position('BTCUSDT')?.signedAmount).toBe('2');
    });
  });

  it('reads what was written with a former one that stands after it', async () => {
    await whileOpen(backwards, (cache) => cache.applyUpdate(traded('1', 'BUY', '1', '90')));
    await whileOpen([deflateCodec, backwards], (cache) => cache.applyUpdate(traded('2', 'BUY', '1', '90')));
    await whileOpen([deflateCodec, backwards], (cache) => expect(cache.ordersCount()).toBe(2));
    expect(heads()).toEqual(new Set(['1/backwards', '1/deflate']));
  });

  it('heals a store that has what was written with a former one and memory does not have', async () => {
    await whileOpen(backwards, async (cache) => {
      cache.applyUpdate(traded('1', 'BUY', '1', '90'));
      now += HOUR;
      await cache.tick();
    });
    const scope = await store.acquire(resolveOptions({}), processHolder(null));
    const tables = new ScopeTables({ now: () => now, marketDataTimeToLive: HOUR });
    await expect(heal(scope, tables, NO_CODECS, neverOver)).rejects.toThrow(CodecNeededError);
    await heal(scope, tables, new RecordCodecs([deflateCodec, backwards]), neverOver);
    const removals = tables.changes.take(9)?.entries.map(({ table, removed }) => [table, removed]);
    expect(removals).toEqual(
      expect.arrayContaining([
        ['base', true],
        ['tombstone', true],
      ]),
    );
  });
});

describe('a scope without the codec that its records were written with', () => {
  it.each(['refuse', 'quarantine'] as const)(
    'does not open, says which codec it needs, and takes nothing for damaged (onDamage: %s)',
    async (onDamage) => {
      await whileOpen(backwards, (cache) => cache.applyUpdate(traded('1', 'BUY', '1', '90')));
      const sent = store.batches.length;
      for (const codec of [null, deflateCodec]) {
        const failure: unknown = await opened({ codec, onDamage }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(CodecNeededError);
        expect(failure).toMatchObject({ code: 'CODEC_NEEDED', codec: 'backwards', type: expect.any(String) });
        expect((failure as Error).message).toContain('Give that codec in the option codec');
      }
      expect(store.batches).toHaveLength(sent);
      await whileOpen(backwards, (cache) => expect(cache.ordersCount()).toBe(1));
    },
  );

  it('fails to read its history, record by record', async () => {
    await whileOpen(backwards, async (cache) => {
      cache.orderStatusUpdate(update({ id: 'old', status: 'CANCELED' }));
      await cache.flush();
      now += HOUR;
      await cache.tick();
    });
    now += 48 * HOUR;
    await whileOpen(backwards, (cache) => cache.tick());
    await whileOpen(null, async (cache) => {
      cache.orderStatusUpdate(update({ id: 'new', status: 'CANCELED' }));
      await cache.flush();
      now += HOUR;
      await cache.tick();
      await cache.flush();
      expect(await cache.getOrder('new')).toMatchObject({ status: 'CANCELED' });
      await expect(cache.getOrder('old')).rejects.toThrow('was written with the codec "backwards"');
    });
  });
});
