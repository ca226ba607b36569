import { describe, expect, it } from '@jest/globals';
import { openRecord, sealRecord } from './record-seal.js';
import { DamagedRecordError } from './store.errors.js';

const SEALED = sealRecord('order', 'k:1', '{"a":"ü:1"}');

describe('a sealed record', () => {
  it.each(['', ':', '{"a":"ü:1"}', '\u0000'])('opens to the payload %j', (payload) => {
    expect(openRecord('order', 'k', sealRecord('order', 'k', payload))).toBe(payload);
  });

  it.each([
    ['of another key', 'order', 'k:2', SEALED],
    ['of another type', 'position', 'k:1', SEALED],
    ['whose type and key are split elsewhere', 'orderk', ':1', SEALED],
    ['that was changed', 'order', 'k:1', SEALED.replace('ü', 'u')],
    ['that was cut', 'order', 'k:1', SEALED.slice(0, -1)],
    ['of another version', 'order', 'k:1', SEALED.replace('1:', '2:')],
    ['without a checksum', 'order', 'k:1', '1:{}'],
    ['that is empty', 'order', 'k:1', ''],
  ])('is damaged when it is one %s', (_, type, key, sealed) => {
    expect(() => openRecord(type, key, sealed)).toThrow(DamagedRecordError);
    expect(() => openRecord(type, key, sealed)).toThrow(`Record ${type} "${key}" is damaged`);
  });
});
