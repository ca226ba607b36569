import { createRequire } from 'node:module';
import { PackagesMissingError } from './cli.errors.js';

const require = createRequire(import.meta.url);

/** @throws {PackagesMissingError} saying how to install those packages of Nest that are not there. */
export function assertInstalled(command: string, packages: readonly string[]): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  // All packages of Nest must be of one major version.
  const { version } = require('@nestjs/common/package.json') as { readonly version: string };
  const major = version.split('.', 1)[0];
  throw new PackagesMissingError(
    command,
    missing,
    missing.map((name) => `${name}@${major}`),
  );
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
