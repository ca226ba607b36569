import { crc32 } from 'node:zlib';
import { DamagedRecordError } from './store.errors.js';

const VERSION = '1';

/**
 * A record as stores keep it: `1:<crc32 in hex>:<payload>`. The checksum covers type and key too, so that a record
 * that was copied under another key does not pass.
 */
export function sealRecord(type: string, key: string, payload: string): string {
  return `${VERSION}:${checksum(type, key, payload)}:${payload}`;
}

/** @throws {DamagedRecordError} if the checksum does not match or the version is unknown. */
export function openRecord(type: string, key: string, sealed: string): string {
  const versionEnd = sealed.indexOf(':');
  const checksumEnd = sealed.indexOf(':', versionEnd + 1);
  const version = sealed.slice(0, versionEnd);
  if (versionEnd < 0 || checksumEnd < 0) throw new DamagedRecordError(type, key, 'it is not a sealed record');
  if (version !== VERSION)
    throw new DamagedRecordError(type, key, `its version is ${JSON.stringify(version)}, not ${VERSION}`);
  const payload = sealed.slice(checksumEnd + 1);
  if (sealed.slice(versionEnd + 1, checksumEnd) !== checksum(type, key, payload)) {
    throw new DamagedRecordError(type, key, 'its checksum does not match');
  }
  return payload;
}

function checksum(type: string, key: string, payload: string): string {
  return crc32(payload, crc32(`${type}\0${key}\0`))
    .toString(16)
    .padStart(8, '0');
}
