import { expect, it } from '@jest/globals';
import { DurationCounts } from './duration-counts.js';
import { prometheusText } from './prometheus-text.js';

it('escapes what labels and helps may not hold', () => {
  const family = { name: 'a', help: 'one\ntwo \\ "three"', type: 'gauge', samples: [{ labels: { x: '"\\\n' }, value: 1 }] } as const; // prettier-ignore
  expect(prometheusText([family])).toBe(
    '# HELP a one\\ntwo \\\\ "three"\n# TYPE a gauge\na{x="\\"\\\\\\n"} 1\n',
  );
});

it('leaves out a family without samples', () => {
  expect(prometheusText([{ name: 'a', help: 'b', type: 'gauge', samples: [] }])).toBe('');
});

it('counts in each bucket of a histogram those before it too, its end included', () => {
  const counts = new DurationCounts();
  for (const ms of [0, 0.5, 0.6, 1, 60_000, 61_000]) counts.add(ms);
  const values = new Map(
    counts.samples({}).map(({ suffix, labels, value }) => [`${suffix}${labels['le'] ?? ''}`, value]),
  );
  expect([values.get('_bucket0.0005'), values.get('_bucket0.001'), values.get('_bucket30')]).toEqual([
    2, 4, 4,
  ]);
  expect([values.get('_bucket60'), values.get('_bucket+Inf'), values.get('_count')]).toEqual([5, 6, 6]);
  expect(values.get('_sum')).toBeCloseTo(121.0021);
});
