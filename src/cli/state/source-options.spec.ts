import { expect, it } from '@jest/globals';
import { readOptions, withSource } from './source-options.js';
import { AppRequestError, StateUsageError } from './state.errors.js';

it('a command line that names an app and a store is refused', () => {
  const args = ['--store', 'file:./data', '--url', 'http://127.0.0.1:3000'];
  expect(() => readOptions(args, {}, 'usage')).toThrow(StateUsageError);
});

it.each(['--codec', '--key-prefix'])('%s is refused without a store', (option) => {
  expect(() => readOptions([option, 'x'], {}, 'usage')).toThrow(/--store/);
});

it('an app that does not answer is named', async () => {
  // Port 9 is discard, which nobody serves here.
  await expect(withSource({ url: 'http://127.0.0.1:9' }, () => Promise.resolve())).rejects.toThrow(
    AppRequestError,
  );
});
