// The versions of Node that the package is tried on.
import { execFileSync } from 'node:child_process';

const VERSIONS = ['20.19.0', '22', '24', 'latest'];

/** The oldest that is supported, the newest of each that is maintained, and the newest that there is. Fetched where they are missing. */
export function allNodes() {
  return VERSIONS.map((version) => {
    const asked = ['-y', '-p', `node@${version}`, 'node', '-p', 'process.execPath'];
    const path = execFileSync('npx', asked, { encoding: 'utf8' }).trim();
    return { path, version: versionOf(path) };
  });
}

/** The one that runs this. */
export function thisNode() {
  return [{ path: process.execPath, version: versionOf(process.execPath) }];
}

function versionOf(path) {
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
}
