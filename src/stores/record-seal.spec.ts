import { describe, expect, it } from '@jest/globals';
import { NO_CODECS, RecordCodecs } from './record-codec.js';
import type { RecordCodec } from './record-codec.js';
import { openRecord, readRecord, sealRecord } from './record-seal.js';
import { CodecNeededError, DamagedRecordError } from './store.errors.js';

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

describe('a record that was sealed with a codec', () => {
  const codec: RecordCodec = {
    name: 'x-2',
    encode: (payload) => `<${payload}>`,
    decode: (text) => {
      if (!text.startsWith('<')) throw new Error('no bracket');
      return text.slice(1, -1);
    },
  };
  const codecs = new RecordCodecs(codec);
  const sealed = sealRecord('order', 'k', '{"a":1}', codecs);

  it('carries its name, and opens where it is known, also if another one writes', () => {
    expect(sealed).toMatch(/^1\/x-2:[0-9a-f]{8}:<\{"a":1\}>$/);
    for (const known of [codecs, new RecordCodecs([{ ...codec, name: 'other' }, codec])])
      expect(openRecord('order', 'k', sealed, known)).toBe('{"a":1}');
  });

  it('opens beside one that was sealed without', () => {
    expect(openRecord('order', 'k', sealRecord('order', 'k', '{"a":1}'), codecs)).toBe('{"a":1}');
  });

  it('names the codec that it needs where it is not known', () => {
    for (const known of [NO_CODECS, new RecordCodecs({ ...codec, name: 'other' })]) {
      expect(() => openRecord('order', 'k', sealed, known)).toThrow(CodecNeededError);
      expect(() => openRecord('order', 'k', sealed, known)).toThrow('was written with the codec "x-2"');
    }
  });

  it.each([
    ['whose text was changed', sealed.replace('a', 'b')],
    ['whose codec was changed', sealed.replace('x-2', 'x-3')],
    ['whose codec was taken away', sealed.replace('/x-2', '')],
    ['of another version', sealed.replace('1/', '2/')],
    [
      'that its codec cannot read',
      sealRecord('order', 'k', '', new RecordCodecs({ ...codec, encode: () => '!' })),
    ],
  ])('is damaged when it is one %s', (_, wrong) => {
    expect(() => openRecord('order', 'k', wrong, codecs)).toThrow(DamagedRecordError);
  });
});

describe('what a sealed record holds', () => {
  it('is what its reader makes of it', () => {
    expect(readRecord('order', 'k', sealRecord('order', 'k', '7'), NO_CODECS, JSON.parse)).toBe(7);
  });

  it('is damaged if its reader cannot make anything of it', () => {
    const sealed = sealRecord('order', 'k', '{');
    const read = (): unknown => readRecord('order', 'k', sealed, NO_CODECS, JSON.parse);
    expect(read).toThrow(DamagedRecordError);
    expect(read).toThrow('Record order "k" is damaged: ');
  });
});
