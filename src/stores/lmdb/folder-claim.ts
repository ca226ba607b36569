import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Holder } from '../holder.js';

/** Who has the folder, and where that shows whether it is alive. */
export interface Claim {
  readonly holder: Holder;
  readonly socket: string;
}

/** Unix socket paths are short: 104 bytes on macOS, 108 on Linux. */
const MAX_SOCKET_PATH = 100;

/** The socket that a holder of a folder listens on for as long as it lives. */
export function claimSocket(folder: string, nonce: string): string {
  const name = `holder-${createHash('sha256')
    .update(`${resolve(folder)}\0${nonce}`)
    .digest('hex')
    .slice(0, 16)}.sock`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\nestjs-trading-cache-${name}`;
  const inFolder = join(resolve(folder), name);
  return Buffer.byteLength(inFolder) <= MAX_SOCKET_PATH ? inFolder : join(tmpdir(), name);
}

/** Listens, so that the operating system says to others that this process lives. It does not keep the process alive. */
export async function listenAsHolder(socket: string): Promise<net.Server> {
  const server = net.createServer((connection) => connection.destroy());
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(socket, () => listening());
  });
  return server.unref();
}

/** Whether the process behind a claim lives: the operating system accepts a connection for it, even while it is stopped. */
export function isAlive({ socket }: Claim): Promise<boolean> {
  return new Promise((answer) => {
    const connection = net.connect(socket);
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
export function removeSocket(socket: string): void {
  if (process.platform !== 'win32') rmSync(socket, { force: true });
}
