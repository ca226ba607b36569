import { beforeEach, describe, expect, it } from '@jest/globals';
import { T } from '../../test/support/updates.js';
import { Changes } from '../state/changes.js';
import { Gate } from '../state/gate.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import type { Balance, BalanceUpdate } from './balance.js';
import { BalanceService } from './balance.service.js';

const PLACE = { exchange: 'binance', account: 'usd-m', asset: 'USDT' } as const;

let changes: Changes;
let service: BalanceService;

beforeEach(() => {
  changes = new Changes();
  const gate = new Gate(() => new Error('closed'));
  gate.open();
  service = new BalanceService(new Table<Balance>(CacheKey.BALANCE, changes), gate);
});

function apply(fields: Partial<BalanceUpdate>): string {
  return service.applyBalance({ ...PLACE, timestamp: T, ...fields }).outcome;
}

function known(): Balance | null {
  return service.balance('binance', 'usd-m', 'USDT');
}

describe('a balance', () => {
  it('is what the latest message says, with exact canonical decimals', () => {
    expect(apply({ free: '1.50', locked: '0.000000000000000001' })).toBe('applied');
    expect(known()).toEqual({
      ...PLACE,
      free: '1.5',
      locked: '0.000000000000000001',
      total: '1.500000000000000001',
      timestamp: T,
    });
    expect(Object.isFrozen(known())).toBe(true);
  });

  it.each<[Partial<BalanceUpdate>, Partial<Balance>]>([
    [
      { free: '1', total: '3' },
      { free: '1', locked: '2', total: '3' },
    ],
    [
      { locked: '2', total: '3' },
      { free: '1', locked: '2', total: '3' },
    ],
    [
      { free: '1', locked: '2', total: '4' },
      { free: '1', locked: '2', total: '4' },
    ],
    [{ total: '3' }, { free: null, locked: null, total: '3' }],
    [
      { total: '-3', locked: '1' },
      { free: '-4', locked: '1', total: '-3' },
    ],
  ])('told as %j is %j', (told, balance) => {
    apply({ free: '7', locked: '7' });
    expect(apply({ ...told, timestamp: T + 1 })).toBe('applied');
    expect(known()).toMatchObject(balance);
  });

  it('never changes by an older message, and not by the same one', () => {
    apply({ total: '5' });
    expect(apply({ total: '4', timestamp: T - 1 })).toBe('outdated');
    expect(apply({ total: '5.0' })).toBe('duplicate');
    expect(known()?.total).toBe('5');
    expect(changes.take(9)?.entries).toHaveLength(1);
  });

  it('changes by another message of the same moment, and by one without a time', () => {
    apply({ total: '5' });
    expect(apply({ total: '6' })).toBe('applied');
    expect(apply({ total: '7', timestamp: null })).toBe('applied');
    expect(apply({ total: '6', timestamp: T - 1 })).toBe('outdated');
    expect(known()).toMatchObject({ total: '7', timestamp: T });
  });

  it('changes by a delta that is later than it, once', () => {
    apply({ free: '5', locked: '1' });
    expect(apply({ delta: '-2', timestamp: T + 1 })).toBe('applied');
    expect(apply({ delta: '-2', timestamp: T + 1 })).toBe('outdated');
    expect(known()).toMatchObject({ free: '3', locked: '1', total: '4', timestamp: T + 1 });
    expect(apply({ delta: '9', timestamp: T })).toBe('outdated');
  });

  it('is not changed by a delta of the moment that it was told at', () => {
    apply({ free: '5' });
    expect(apply({ delta: '5' })).toBe('outdated');
    expect(known()?.free).toBe('5');
  });

  it('is unknown to a delta that comes first', () => {
    expect(apply({ delta: '5' })).toBe('unknown');
    expect(known()).toBeNull();
  });
});

describe('balances', () => {
  it('of other accounts and exchanges are others, whatever their names are', () => {
    service.applyBalance({ exchange: 'a', account: 'bc', asset: 'd', total: '1' });
    service.applyBalance({ exchange: 'ab', account: 'c', asset: 'd', total: '2' });
    service.applyBalance({ exchange: 'ab', account: '__proto__', asset: 'd', total: '3' });
    const totals = (filter?: object): unknown => service.balances(filter).map(({ total }) => total);
    expect(totals()).toEqual(['1', '2', '3']);
    expect(totals({ exchange: 'ab' })).toEqual(['2', '3']);
    expect(totals({ exchange: 'ab', account: '__proto__' })).toEqual(['3']);
    expect(totals({ asset: 'e' })).toEqual([]);
  });
});

describe('a balance update', () => {
  it.each<[string, object | string]>([
    ['update', 'text'],
    ['exchange', { exchange: undefined }],
    ['exchange', { exchange: 'a\u001fb' }],
    ['account', { account: '' }],
    ['asset', { asset: 7 }],
    ['asset', { asset: 'x'.repeat(65) }],
    ['free', { free: 1.5 }],
    ['locked', { locked: '1e3' }],
    ['total', { total: 'NaN' }],
    ['total', {}],
    ['delta', { delta: '1', total: '2' }],
    ['delta', { delta: '--1' }],
    ['timestamp', { delta: '1', timestamp: null }],
    ['timestamp', { total: '1', timestamp: -1 }],
    ['used', { total: '1', used: '1' }],
  ])('with a wrong %s is rejected by name: %j', (field, fields) => {
    const update = (typeof fields === 'string' ? fields : { ...PLACE, ...fields }) as BalanceUpdate;
    expect(service.applyBalance(update)).toEqual({
      outcome: 'rejected',
      field,
      reason: expect.any(String),
    });
    expect(service.balances()).toEqual([]);
    expect(changes.size).toBe(0);
  });
});
