import { describe, expect, it, jest } from '@jest/globals';
import { applyMapped } from '../../src/index.js';
import type { Mapped } from '../../src/index.js';
import { Random } from '../../src/testing/index.js';
import { shuffled } from './convergence-check.js';
import { KeptScope } from './convergence-scope.js';
import type { EndState } from './convergence-scope.js';
import { recordings } from './recordings.js';
import type { RecordedEnd, Recording } from './recordings.js';

type Stream = readonly (readonly Mapped[])[];

/** `RECORDED_SHUFFLES=10000 npm run test:long -- test/properties/recorded-streams` for the long run. */
const SHUFFLES = Number(process.env['RECORDED_SHUFFLES'] ?? 200);

jest.setTimeout(60_000 + SHUFFLES * 2_000);

const found = recordings();

it('the recorded streams are read, all or none', () => {
  const skipped = 'Skipped: no recorded streams in ../shared/data (or where RECORDINGS says)';
  // oxlint-disable-next-line no-console -- a check that did not run should say so
  if (found.length === 0) console.log(skipped);
  expect(found.length === 0 || found.length >= 9).toBe(true);
});

if (found.length > 0) {
  describe.each(found)('$file', (recording) => {
    const forms = [['normalized', recording.normalized] as const, ['raw', recording.raw] as const];

    describe.each(forms.filter((form): form is readonly ['normalized' | 'raw', Stream] => form[1] !== null))(
      '%s',
      (_, stream) => {
        it('ends in order with what the exchange held, and the profit that it said', async () => {
          expect(await held(recording, stream)).toEqual(expect.arrayContaining([...recording.ends]));
        });

        it('ends the same in random orders with repeats', async () => {
          const inOrder = await endOf(recording, stream);
          for (let seed = 1; seed <= SHUFFLES; seed++) {
            const end = await endOf(recording, shuffledWithRepeats(stream, new Random(seed)));
            expect({ seed, ...end }).toEqual({ seed, ...inOrder });
          }
        });
      },
    );
  });
}

function shuffledWithRepeats(stream: Stream, random: Random): Stream {
  return shuffled([...stream, ...stream.filter(() => random.chance(30))], random);
}

async function endOf(recording: Recording, stream: Stream): Promise<EndState> {
  return within(recording, stream, (scope) => scope.end());
}

async function held(recording: Recording, stream: Stream): Promise<RecordedEnd[]> {
  return within(recording, stream, ({ cache }) =>
    Promise.resolve(
      cache.positions().map(({ symbol, positionSide, signedAmount, realizedPnl }) => {
        return { symbol, positionSide, signedAmount, realizedPnl };
      }),
    ),
  );
}

async function within<Result>(
  { instruments }: Recording,
  stream: Stream,
  ask: (scope: KeptScope) => Promise<Result>,
): Promise<Result> {
  const scope = await KeptScope.open(instruments);
  try {
    for (const mapped of stream) expect(refusals(applyMapped(scope.cache, mapped))).toEqual([]);
    return await ask(scope);
  } finally {
    await scope.close();
  }
}

/** What of a message was not taken. */
function refusals(applied: ReturnType<typeof applyMapped>): unknown[] {
  return applied.flatMap((part): unknown[] => {
    if (part.kind === 'invalid' || part.kind === 'unknown') return [part];
    return 'results' in part ? part.results.filter(({ outcome }) => outcome === 'rejected') : [];
  });
}
