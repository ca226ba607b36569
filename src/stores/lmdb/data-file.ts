import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'data.mdb';
/** What each LMDB file has in its first page, behind a short header. */
const MAGIC = 0xbeefc0de;
const HEADER_BYTES = 64;

/** Whether a folder has the file that a store is kept in. */
export function hasDataFile(folder: string): boolean {
  return existsSync(join(folder, NAME));
}

/** lmdb crashes the process on a file that is not its own, so it is looked at first. @throws {Error} if it is another file. */
export function assertDataFile(folder: string): void {
  const start = startOfFile(join(folder, NAME));
  if (start.length === 0) return;
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  if (!start.includes(magic)) throw new Error(`its file ${NAME} is not an LMDB data file`);
}

/** The first bytes of a file; none if there is no file. */
function startOfFile(path: string): Buffer {
  const buffer = Buffer.alloc(HEADER_BYTES);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    return buffer.subarray(0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}
