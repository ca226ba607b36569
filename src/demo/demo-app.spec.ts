import { expect, it } from '@jest/globals';
import { DemoApp } from './demo-app.js';
import { DemoAppError } from './demo.errors.js';

it('a demo whose app cannot start says so', async () => {
  // The environment is refused by the app; under Jest there is no compiled app at all.
  const app = new DemoApp(
    { ...process.env, PORT: 'none' },
    () => undefined,
    () => undefined,
  );
  await expect(app.failure).rejects.toThrow(DemoAppError);
});
