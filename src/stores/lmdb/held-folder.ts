import type net from 'node:net';
import type { Holder } from '../holder.js';
import { ScopeHeldError, StoreUnavailableError } from '../store.errors.js';
import { readClaim, removeClaim, replaceClaim } from './folder-claim.js';
import type { Claim } from './folder-claim.js';
import { hasListener, listenOn, removeSocket, socketName, socketPath } from './holder-socket.js';
import { LmdbTables } from './lmdb-tables.js';

/** A folder that this process has for itself. */
export class HeldFolder {
  private constructor(
    private readonly folder: string,
    readonly tables: LmdbTables,
    private readonly claim: Claim,
    private readonly server: net.Server,
  ) {}

  /**
   * @throws {ScopeHeldError} if another process that is alive has the folder.
   * @throws {StoreUnavailableError} if it cannot be opened.
   */
  static async open(folder: string, holder: Holder): Promise<HeldFolder> {
    const tables = await LmdbTables.open(folder);
    try {
      return await HeldFolder.take(folder, tables, { holder, socket: socketName(folder, holder.nonce) });
    } catch (error) {
      await tables.close();
      throw error;
    }
  }

  /** Gives the folder free for the next process. */
  async close(): Promise<void> {
    try {
      await removeClaim(this.tables, this.claim);
    } catch {
      // A full disk: the claim stays, but nobody listens behind it any more, so that the next process takes it over.
    }
    await stopListening(this.server, this.folder, this.claim);
    await this.tables.close();
  }

  private static async take(folder: string, tables: LmdbTables, claim: Claim): Promise<HeldFolder> {
    let known = tables.read(() => readClaim(tables));
    await refuseIfAlive(folder, known);
    // It listens before it claims: a claim that nobody listens behind is one whose process is gone.
    const server = await listen(folder, claim);
    try {
      // Whether a holder is gone is found out outside of the transaction; inside it is made sure that the claim is still
      // that holder's, so that of processes that start at once only one gets it.
      for (;;) {
        const current = await replaceClaim(tables, known, claim);
        if (current === claim) break;
        known = current;
        await refuseIfAlive(folder, known);
      }
    } catch (error) {
      await stopListening(server, folder, claim);
      throw error;
    }
    if (known !== null) removeSocket(socketPath(folder, known.socket));
    return new HeldFolder(folder, tables, claim, server);
  }
}

async function refuseIfAlive(folder: string, claim: Claim | null): Promise<void> {
  const holder = await liveHolder(folder, claim);
  if (holder !== null) throw new ScopeHeldError(`The folder ${folder}`, holder);
}

/** Who has the folder by a claim; null where nobody has, or whoever had it is gone. */
export async function liveHolder(folder: string, claim: Claim | null): Promise<Holder | null> {
  const isAlive = claim !== null && (await hasListener(socketPath(folder, claim.socket)));
  return isAlive ? claim.holder : null;
}

async function listen(folder: string, claim: Claim): Promise<net.Server> {
  const path = socketPath(folder, claim.socket);
  try {
    return await listenOn(path);
  } catch (cause) {
    throw new StoreUnavailableError(`the socket ${path} cannot be made: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function stopListening(server: net.Server, folder: string, claim: Claim): Promise<void> {
  await new Promise<void>((closed) => {
    server.close(() => closed());
  });
  removeSocket(socketPath(folder, claim.socket));
}
