import { describe, expect, it } from '@jest/globals';
import type { Summary } from '../../http/summary.js';
import { ChangeLines } from './change-lines.js';
import type { WatchView } from './watch-view.js';

const SCOPE = { strategyId: 's', userId: 'u' };
const SERVING = { ...SCOPE, state: 'serving', store: 'up' } as Summary['scopes'][number];

function position(signedAmount: string, markPrice: string): Summary['positions'][number] {
  return {
    ...SCOPE,
    exchange: 'x',
    symbol: 'BTC',
    positionSide: 'NET',
    side: 'LONG',
    signedAmount,
    entryPrice: '100',
    netRealizedPnl: '0',
    markPrice,
  } as Summary['positions'][number];
}

function view(fields: Partial<WatchView> = {}): WatchView {
  return { url: 'http://app', scopes: [SERVING], positions: [], at: 0, trouble: null, ...fields };
}

describe('lines of changes', () => {
  it('say what is new, once, and nothing of marks', () => {
    const lines = new ChangeLines();
    const at = '1970-01-01T00:00:00Z';
    expect(lines.of(view())).toEqual([`${at} http://app answers`, `${at} s/u serving, store up`]);
    expect(lines.of(view({ positions: [position('1', '99')] }))).toEqual([
      `${at} s/u x BTC NET LONG 1 @ 100, net 0`,
    ]);
    expect(lines.of(view({ positions: [position('1', '98')] }))).toEqual([]);
    expect(lines.of(view({ trouble: 'away' }))).toEqual([`${at} away`]);
    expect(lines.of(view({ trouble: 'away' }))).toEqual([]);
    expect(lines.of(view())).toEqual([`${at} http://app answers`, `${at} s/u x BTC NET flat`]);
  });
});
