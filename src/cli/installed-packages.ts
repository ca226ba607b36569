import { createRequire } from 'node:module';
import { PackagesMissingError } from './cli.errors.js';

/** What only the app needs: optional peers of the package. */
export const APP_PACKAGES = ['@nestjs/platform-fastify', '@nestjs/terminus'];
const NEST = ['@nestjs/common', '@nestjs/core'];
const require = createRequire(import.meta.url);

/** @throws {PackagesMissingError} saying how to install those packages of Nest that are not there. */
export function assertInstalled(command: string, packages: readonly string[]): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const { version } = require('@nestjs/common/package.json') as { readonly version: string };
  const major = version.split('.', 1)[0];
  // All packages of Nest must be of one major version. npm finds that only if the project names all of them.
  const install = [...NEST, ...missing].map((name) => `${name}@${major}`);
  throw new PackagesMissingError(command, missing, install);
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
