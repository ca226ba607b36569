import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Mapped } from '../../src/exchanges/mapped.js';
import { mutatedMessage } from './mutated-message.js';
import { notTaken } from './not-taken.js';

/** What any mapper keeps, whatever it is given: tests, to be called in a `describe` of its own. */
export function mapperProperties(
  map: (message: unknown) => readonly Mapped[],
  messages: readonly unknown[],
  runs: number,
): void {
  it('are all known before anything is changed in them', () => {
    const kinds = new Set(messages.flatMap(map).map(({ kind }) => kind));
    expect(kinds).not.toContain('unknown');
    expect(kinds).not.toContain('invalid');
  });

  it(`give a typed result that the cache takes, however they are spoiled (${runs} messages)`, () => {
    fc.assert(
      fc.property(mutatedMessage(messages), (message) => {
        expect(notTaken(map(message))).toEqual([]);
        expect(notTaken(map(asText(message)))).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('are left as they were, and told the same again', () => {
    for (const message of messages) {
      const before = structuredClone(message);
      const told = structuredClone(map(message));
      expect(message).toEqual(before);
      expect(map(message)).toEqual(told);
    }
  });
}

/** As it would come from the wire; undefined where JSON cannot write it. */
function asText(message: unknown): string | undefined {
  try {
    return JSON.stringify(message);
  } catch {
    return undefined;
  }
}
