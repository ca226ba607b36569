import { beforeEach, describe, expect, it } from '@jest/globals';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { Changes } from '../state/changes.js';
import { checkInstrument } from './check-instrument.js';
import { InstrumentTable, instrumentKey, UNREGISTERED } from './instrument.table.js';

const SWAP = { exchange: 'okx', symbol: 'BTC-USDT-SWAP' };

let changes: Changes;
let instruments: InstrumentTable;

beforeEach(() => {
  changes = new Changes();
  instruments = new InstrumentTable(changes);
});

describe('the instruments', () => {
  it('are linear with contract size 1 unless they were registered', () => {
    expect(instruments.termsOf('okx', 'BTC-USDT-SWAP')).toBe(UNREGISTERED);
    instruments.register(checkInstrument({ ...SWAP, kind: 'inverse', contractSize: '0.01' }));
    const registered = { kind: 'inverse', contractSize: toFixedPoint('0.01'), feesFrom: null };
    expect(instruments.termsOf('okx', 'BTC-USDT-SWAP')).toEqual(registered);
    expect(instruments.termsOf('okx', 'ETH-USDT-SWAP')).toBe(UNREGISTERED);
    expect(instruments.termsOf('bybit', 'BTC-USDT-SWAP')).toBe(UNREGISTERED);
  });

  it('do not take one exchange and symbol for another that reads the same when joined', () => {
    instruments.registerContractSize('ab', 'c', '1', null);
    instruments.registerContractSize('a', 'bc', '2', null);
    expect([instruments.at('ab', 'c')?.contractSize, instruments.at('a', 'bc')?.contractSize]).toEqual([
      '1',
      '2',
    ]);
  });

  it('of a spot market pay fees from the holding of its base', () => {
    instruments.register(checkInstrument({ exchange: 'okx', symbol: 'BTC-USDT', kind: 'spot', base: 'BTC' }));
    expect(instruments.termsOf('okx', 'BTC-USDT').feesFrom).toBe('BTC');
  });

  it('are written as they are registered, the latest of each once', () => {
    for (const contractSize of ['0.01', '0.001'])
      instruments.registerContractSize('okx', SWAP.symbol, contractSize, null);
    const taken = changes.take(10)?.entries.map(({ table, record }) => [table, record]);
    expect(taken).toEqual([['instrument', expect.objectContaining({ ...SWAP, contractSize: '0.001' })]]);
    instruments.registerContractSize('okx', SWAP.symbol, '0.001', null);
    expect(changes.size).toBe(0);
  });

  it('keep what is known of them when a contract size comes with an update', () => {
    instruments.register(checkInstrument({ ...SWAP, base: 'BTC', quote: 'USDT', priceIncrement: '0.1' }));
    instruments.registerContractSize('okx', SWAP.symbol, '0.01', null);
    expect(instruments.at('okx', SWAP.symbol)).toMatchObject({
      base: 'BTC',
      priceIncrement: '0.1',
      contractSize: '0.01',
    });
  });

  it('that change hold from a time on: what was before is counted with what held then, after a restart too', () => {
    instruments.registerContractSize('okx', SWAP.symbol, '0.01', null);
    instruments.registerContractSize('okx', SWAP.symbol, '0.1', 1_000);
    instruments.registerContractSize('okx', SWAP.symbol, '1', 2_000);
    const loaded = new InstrumentTable(new Changes());
    for (const { key, record } of instruments.all()) loaded.place(key, record);
    for (const table of [instruments, loaded]) {
      const sizes = [0, 999, 1_000, 1_999, 2_000].map(
        (at) => table.termsAt('okx', SWAP.symbol, at).contractSize,
      );
      expect(sizes).toEqual(['0.01', '0.01', '0.1', '0.1', '1'].map(toFixedPoint));
      expect(table.at('okx', SWAP.symbol)).not.toHaveProperty('formerSizes');
    }
  });

  it('that were loaded are known and not written again', () => {
    const instrument = checkInstrument({ ...SWAP, contractSize: '0.01' });
    instruments.place(instrumentKey('okx', SWAP.symbol), instrument);
    expect(instruments.termsOf('okx', SWAP.symbol).contractSize).toBe(toFixedPoint('0.01'));
    expect(changes.size).toBe(0);
    instruments.clear();
    expect(instruments.termsOf('okx', SWAP.symbol)).toBe(UNREGISTERED);
  });
});
