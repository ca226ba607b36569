import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('a gate', () => {
  it('is closed until it is opened, and throws what it was closed with', () => {
    const gate = new Gate(() => new RangeError('not loaded'));
    expect(() => gate.pass()).toThrow(new RangeError('not loaded'));
    gate.open();
    expect(() => gate.pass()).not.toThrow();
    gate.close(() => new TypeError('lost'));
    expect(() => gate.pass()).toThrow(new TypeError('lost'));
  });

  it('makes its error anew each time, so that each tells where it was thrown', () => {
    const gate = new Gate(() => new Error('closed'));
    const thrown = [1, 2].map(() => {
      try {
        gate.pass();
        return null;
      } catch (error) {
        return error;
      }
    });
    expect(thrown[0]).toBeInstanceOf(Error);
    expect(thrown[0]).not.toBe(thrown[1]);
  });
});
