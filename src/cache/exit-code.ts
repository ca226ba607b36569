let isMarked = false;

/**
 * Makes this process end with code 1 instead of 0, whoever ends it. Nest ends with `process.exit(0)` under `useProcessExit`. Otherwise
 * it removes its own listeners after the last hook and sends itself the signal that it got, which would end the process by that signal.
 *
 * Where a test closes its application, the process is the test runner's, and is left alone.
 *
 * @param signal the signal that ends this process, if one does.
 */
export function endWithFailure(signal?: string): void {
  if (signal === undefined && process.env['NODE_ENV'] === 'test') return;
  process.exitCode = 1;
  // Nobody else decides any more what this signal does: the hooks that ask for this are the last of the application.
  if (signal !== undefined) process.once(signal, () => process.exit(1));
  if (isMarked) return;
  isMarked = true;
  process.once('exit', (code) => {
    if (code === 0) process.exitCode = 1;
  });
}
