import { readFileSync } from 'node:fs';

/** The version of this package. */
export const VERSION = versionIn(new URL('../../package.json', import.meta.url));

function versionIn(file: URL): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}
