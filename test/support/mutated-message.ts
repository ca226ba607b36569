import fc from 'fast-check';

/** Values that a field should not have, or not there. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null, undefined, '', ' ', '0', '-0', '-1', '1', 'NaN', 'Infinity', '1e400', '1E-8', '+1', '1.', '.5', '0x10', '1_000', '12,5', 'null',
    'true', '__proto__', 'constructor', 'toString', '\u0000', 'a\u0007b', '\ud800', '0.1234567890123456789', '9'.repeat(40), 'x'.repeat(3_000),
    0, -0, 1, -1, 0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY, true, false,
    10n, -1n, 10n ** 40n, [], [[]], [null], {}, { a: 1 }, Symbol('odd'), () => 1, new Date(0), new Map(), Object.create(null),
  ), // prettier-ignore
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.stringMatching(/^-?\d{1,25}(\.\d{1,25})?([eE][+-]?\d{1,3})?$/),
  fc.jsonValue({ maxDepth: 2 }),
);

/** How one place of a message is spoiled. `at` picks the place. */
interface Mutation {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'repeat';
  readonly value: unknown;
  readonly name: string;
}

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom(
    'replace' as const,
    'replace' as const,
    'remove' as const,
    'add' as const,
    'repeat' as const,
  ),
  value: ODD,
  name: fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'data', 'event', 'op', ''),
    fc.string({ maxLength: 10 }),
  ),
});

/** One of these messages with one to four of its places spoiled. */
export function mutatedMessage(messages: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...messages), fc.array(MUTATION, { minLength: 1, maxLength: 4 }))
    .map(([message, mutations]) =>
      mutations.reduce<unknown>((spoiled, mutation) => mutate(spoiled, mutation), structuredClone(message)),
    );
}

type Holder = Record<string, unknown>;

function mutate(message: unknown, { at, kind, value, name }: Mutation): unknown {
  const places = placesOf(message);
  const place = places[at % (places.length + 1)];
  if (place === undefined) return kind === 'replace' ? value : message;
  const [holder, key] = place;
  if (kind === 'remove') delete holder[key];
  else if (kind === 'repeat' && Array.isArray(holder)) holder.push(holder[key as never]);
  else if (kind === 'add') add(holder[key], name, value);
  else define(holder, key, value);
  return message;
}

/** Every member of a tree of objects and lists, once. */
function placesOf(message: unknown, seen = new Set<unknown>()): (readonly [Holder, string])[] {
  if (!isHolder(message) || seen.has(message)) return [];
  seen.add(message);
  return Object.keys(message).flatMap((key) => [[message, key] as const, ...placesOf(message[key], seen)]);
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

/** A list has no named members, however it came. */
function add(holder: unknown, name: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else if (isHolder(holder)) define(holder, name, value);
}

/** Unlike an assignment, this makes a member of `__proto__` too. */
function define(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, configurable: true, enumerable: true, writable: true });
}
