import { expect, it } from '@jest/globals';
import ts from 'typescript';
import { applyMapped, mapBinance, mapCcxtOrders } from '../../src/index.js';
import type { Mapped } from '../../src/index.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import { TestManagers } from '../support/test-managers.js';
import { blocksOf } from './pages.js';

type Renamed = (mapped: readonly Mapped[], nameOf: (symbol: string) => string) => Mapped[];

const BINANCE = {
  e: 'ORDER_TRADE_UPDATE',
  E: 1_700_000_000_001,
  T: 1_700_000_000_000,
  o: {
    s: 'BTCUSDT', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '2', p: '100', ap: '100', sp: '0', x: 'TRADE', X: 'PARTIALLY_FILLED', i: 7,
    l: '1', z: '1', L: '100', N: 'USDT', n: '0.04', T: 1_700_000_000_000, t: 31, m: false, R: false, ps: 'BOTH', rp: '0',
  },
}; // prettier-ignore
/** The same order, as ccxt's REST tells it later. */
const CCXT = {
  id: '7',
  clientOrderId: 'mine',
  symbol: 'BTC/USDT:USDT',
  side: 'buy',
  type: 'limit',
  status: 'closed',
  amount: '2',
  filled: '2',
  average: '100',
  lastUpdateTimestamp: 1_700_000_001_000,
  info: { positionSide: 'BOTH' },
};

const managers = new TestManagers(() => ({ store: new MemoryStateStore() }));

/** The function `renamed` of the page. */
async function renamedOfPage(): Promise<Renamed> {
  const code = blocksOf('docs/exchanges.md', 'ts').find((each) => each.startsWith('// src/renamed.ts')) ?? '';
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  const module = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as {
    renamed: Renamed;
  };
  return module.renamed;
}

async function symbolsAfter(ofCcxt: (mapped: readonly Mapped[]) => readonly Mapped[]): Promise<string[]> {
  const cache = (await managers.opened()).cache();
  applyMapped(cache, mapBinance(JSON.stringify(BINANCE)));
  applyMapped(cache, ofCcxt(mapCcxtOrders('binance', [CCXT])));
  const symbols = cache.positions().map(({ symbol, signedAmount }) => `${symbol} ${signedAmount}`);
  await managers.closeAll();
  return symbols;
}

it('one market under two names is two markets, as docs/exchanges.md says', async () => {
  expect(await symbolsAfter((mapped) => mapped)).toEqual(['BTCUSDT 1', 'BTC/USDT:USDT 2']);
});

it('and one market where it is renamed as the page shows', async () => {
  const renamed = await renamedOfPage();
  expect(await symbolsAfter((mapped) => renamed(mapped, () => 'BTCUSDT'))).toEqual(['BTCUSDT 2']);
});
