import { describe, expect, it } from '@jest/globals';
import { RecordCodecs } from './record-codec.js';
import { sealRecord } from './record-seal.js';
import { checksumOf, plainChecksumIn, RecordSum } from './record-sum.js';

const LARGEST = 2 ** 32 - 1;

describe('the sum of records', () => {
  it('is the same in whatever order records come and go', () => {
    const sum = new RecordSum().add(5).add(LARGEST).add(7).remove(5);
    expect(sum).toMatchObject({ count: 2, sum: 6 });
    expect(sum.equals(new RecordSum().add(7).add(LARGEST))).toBe(true);
  });

  it('stays from 0 to 2^32 - 1', () => {
    expect(new RecordSum().add(LARGEST).add(1).sum).toBe(0);
    expect(new RecordSum().remove(1)).toMatchObject({ count: -1, sum: LARGEST });
  });

  it.each([
    ['has a record less', new RecordSum().add(0)],
    ['has another checksum', new RecordSum().add(0).add(1)],
  ])('is not equal to one that %s', (_, other) => {
    expect(new RecordSum().add(0).add(0).equals(other)).toBe(false);
  });
});

describe('the checksum of a sealed record', () => {
  it('is the one in its head, with a codec or without', () => {
    const codec = { name: 'a_B-9', encode: (text: string) => text, decode: (text: string) => text };
    for (const codecs of [new RecordCodecs(), new RecordCodecs(codec)]) {
      const sealed = sealRecord('order', 'k', '{"a":":ü"}', codecs);
      expect(checksumOf(sealed)).toBe(Number.parseInt(/:(\w{8}):/.exec(sealed)?.[1] ?? '', 16));
      expect(checksumOf(sealed)).toBeGreaterThan(0);
      const bytes = Buffer.from(`ü${sealed}`);
      expect(plainChecksumIn(bytes, 2)).toBe(codecs.writing === null ? checksumOf(sealed) : null);
    }
  });

  it.each(['1:09afAF7e:{}', '1/codec:09afAF7e:{}'])('may be written in capitals, as in %j', (text) => {
    expect(checksumOf(text)).toBe(0x09afaf7e);
  });

  it.each([
    '',
    'text',
    '1:abc:',
    '1:0000000g:{}',
    '1:00000001',
    '2:00000001:',
    '1:0000000é:{}',
    '1:-0000001:{}',
    '1: 0000001:{}',
    '1/:00000001:',
    ' 1:00000001:',
  ])('is 0 for %j, which is not sealed', (text) => {
    expect(checksumOf(text)).toBe(0);
    expect(plainChecksumIn(Buffer.from(text), 0)).toBeNull();
  });
});
