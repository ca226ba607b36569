import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '../state/changes.js';
import { InstrumentTable } from './instrument.table.js';

let changes: Changes;
let instruments: InstrumentTable;

beforeEach(() => {
  changes = new Changes();
  instruments = new InstrumentTable(changes);
});

describe('the instruments', () => {
  it('know no contract size but those that were registered', () => {
    expect(instruments.contractSizeOf('okx', 'BTC-USDT-SWAP')).toBeNull();
    instruments.register({ exchange: 'okx', symbol: 'BTC-USDT-SWAP', contractSize: '0.01' });
    expect(instruments.contractSizeOf('okx', 'BTC-USDT-SWAP')).toBe('0.01');
    expect(instruments.contractSizeOf('okx', 'ETH-USDT-SWAP')).toBeNull();
    expect(instruments.contractSizeOf('bybit', 'BTC-USDT-SWAP')).toBeNull();
  });

  it('do not take one exchange and symbol for another that reads the same when joined', () => {
    instruments.register({ exchange: 'ab', symbol: 'c', contractSize: '1' });
    instruments.register({ exchange: 'a', symbol: 'bc', contractSize: '2' });
    expect([instruments.contractSizeOf('ab', 'c'), instruments.contractSizeOf('a', 'bc')]).toEqual([
      '1',
      '2',
    ]);
  });

  it('are written as they are registered, the latest size of each once', () => {
    for (const contractSize of ['0.01', '0.001']) {
      instruments.register({ exchange: 'okx', symbol: 'BTC-USDT-SWAP', contractSize });
    }
    const taken = changes.take(10)?.entries.map(({ table, record }) => [table, record]);
    expect(taken).toEqual([
      ['instrument', { exchange: 'okx', symbol: 'BTC-USDT-SWAP', contractSize: '0.001' }],
    ]);
    expect(instruments.contractSizeOf('okx', 'BTC-USDT-SWAP')).toBe('0.001');
  });

  it('a size that was loaded is known and not written again', () => {
    instruments.place('okx\u001fBTC-USDT-SWAP', {
      exchange: 'okx',
      symbol: 'BTC-USDT-SWAP',
      contractSize: '0.01',
    });
    expect(instruments.contractSizeOf('okx', 'BTC-USDT-SWAP')).toBe('0.01');
    expect(changes.size).toBe(0);
  });
});
