import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Unix socket paths are short: 104 bytes on macOS, 108 on Linux. */
const MAX_SOCKET_PATH = 100;

/**
 * The socket that a holder of a folder listens on for as long as it lives. It stands in the folder, so that whoever sees the
 * folder at another path finds it too; where the path would be too long, among the temporary files.
 */
export function socketName(folder: string, nonce: string): string {
  const hash = createHash('sha256')
    .update(`${resolve(folder)}\0${nonce}`)
    .digest('hex');
  const name = `holder-${hash.slice(0, 16)}.sock`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\nestjs-trading-cache-${name}`;
  return Buffer.byteLength(join(folder, name)) <= MAX_SOCKET_PATH ? name : join(tmpdir(), name);
}

export function socketPath(folder: string, name: string): string {
  return resolve(folder, name);
}

/** Listens, so that the operating system says to others that this process lives. It does not keep the process alive. */
export async function listenOn(path: string): Promise<net.Server> {
  const server = net.createServer((connection) => connection.destroy());
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(path, () => listening());
  });
  return server.unref();
}

/** Whether a process listens: the operating system accepts a connection for it, even while it is stopped. */
export function hasListener(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const connection = net.connect(path);
    connection.once('connect', () => {
      connection.destroy();
      answer(true);
    });
    connection.once('error', (error: NodeJS.ErrnoException) => {
      // A full backlog belongs to a process that lives; no listener and no socket to one that does not.
      answer(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}

/** Removes the socket of a holder that is gone. */
export function removeSocket(path: string): void {
  if (process.platform !== 'win32') rmSync(path, { force: true });
}
