import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deflateCodec } from './deflate-codec.js';

const ORDER =
  '[1,1700000000000,1,"mine",3,1,"LIMIT","GTC","100.5","2","1","100.5",1,"0.5","100","31","-0.04","USDT",["USDT","-0.04"],"0",["30","31"]]';
const DEFLATED = 'A9tqgAAgB+Rm5qUq6RiDmKhOMDQw0DNV0lEyArERfHDsmkL4SjpKxiApXQM9AxNMB0CEYU4whiqPjQUA';

describe('deflateCodec', () => {
  it('gives back what it was given, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), (text) => {
        const payload = text.toWellFormed();
        const encoded = deflateCodec.encode(payload);
        expect(encoded).toMatch(/^[\w+/=]+$/);
        expect(deflateCodec.decode(encoded)).toBe(payload);
      }),
    );
  });

  it('makes an order smaller, in its first commit too', () => {
    expect(deflateCodec.encode(ORDER).length).toBeLessThan(0.75 * ORDER.length);
  });

  it('reads what it wrote in another release', () => {
    expect(deflateCodec.decode(DEFLATED)).toBe(ORDER);
  });

  it.each(['', '!', 'AAAA', DEFLATED.slice(0, -8)])('does not read %j', (text) => {
    expect(() => deflateCodec.decode(text)).toThrow(/unexpected end of file|invalid /);
  });
});
