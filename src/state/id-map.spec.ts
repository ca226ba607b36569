import fc from 'fast-check';
import { IdMap } from './id-map.js';

type Operation = ['set', string, number] | ['delete', string] | ['clear'];

const id = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('__proto__', 'constructor', '1', '10'));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant<'set'>('set'), id, fc.integer()) },
  { weight: 3, arbitrary: fc.tuple(fc.constant<'delete'>('delete'), id) },
  { weight: 1, arbitrary: fc.tuple(fc.constant<'clear'>('clear')) },
);

describe('IdMap', () => {
  it('holds what a Map holds', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), fc.array(id), (operations, asked) => {
        const parted = new IdMap<number>();
        const whole = new Map<string, number>();
        for (const step of operations) {
          run(step, parted);
          run(step, whole);
        }
        expect(parted.size).toBe(whole.size);
        expect([...parted.values()].toSorted(byNumber)).toEqual([...whole.values()].toSorted(byNumber));
        for (const each of [...asked, ...whole.keys()]) expect(parted.get(each)).toBe(whole.get(each));
      }),
    );
  });

  it('has nothing under what is no string', () => {
    const parted = new IdMap<number>();
    for (const wrong of [undefined, null, 5, {}, []]) expect(parted.get(wrong as never)).toBeUndefined();
  });

  // A part that holds nearly everything stands still as a single map does.
  it.each<[string, (number: number) => string]>([
    ['counted up', (number) => String(number)],
    ['in steps of a thousand', (number) => String(number * 1_000 + (number % 997))],
    ['in hexadecimal', (number) => number.toString(16).padStart(8, '0')],
  ])('spreads ids that are %s', (_, idOf) => {
    const parted = new IdMap<string>();
    for (let number = 0; number < 20_000; number++) parted.set(idOf(number), idOf(number));

    expect(Math.max(...sizesOfParts(parted))).toBeLessThan(20_000 / 8);
  });
});

function run([kind, key, value]: Operation, map: Map<string, number> | IdMap<number>): void {
  if (kind === 'set') map.set(key, value);
  else if (kind === 'delete') map.delete(key);
  else map.clear();
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function sizesOfParts(map: IdMap<string>): number[] {
  return (map as unknown as { parts: Map<string, string>[] }).parts.map(({ size }) => size);
}
