import { mkdirSync } from 'node:fs';
import type net from 'node:net';
import { resolve } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { describeHolder } from '../holder.js';
import type { Holder } from '../holder.js';
import { scopeName, scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import type { ScopeStore, StateStore } from '../state-store.js';
import { ScopeHeldError, StoreUnavailableError } from '../store.errors.js';
import { claimSocket, isAlive, listenAsHolder, removeSocket } from './folder-claim.js';
import type { Claim } from './folder-claim.js';
import { LmdbScopeStore, readMeta, writeMeta } from './lmdb-scope.store.js';
import type { LmdbTables } from './lmdb-scope.store.js';

const CLAIM = 'claim';

/** A folder that this process has. */
interface HeldFolder {
  readonly tables: LmdbTables;
  readonly claim: Claim;
  readonly server: net.Server;
}

/** State in a local folder, for one process at a time. Nothing has to run beside the application. */
export class LmdbStateStore implements StateStore {
  private readonly folder: string;
  private held: Promise<HeldFolder> | null = null;
  private readonly owners = new Map<string, Holder>();

  constructor(
    folder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.folder = resolve(folder);
  }

  async acquire(scope: ScopeId, holder: Holder): Promise<ScopeStore> {
    const { tables } = await this.hold(holder);
    const key = scopeStoreKey(scope);
    const owner = this.owners.get(key);
    if (owner !== undefined && owner.nonce !== holder.nonce) {
      throw new ScopeHeldError(`Scope ${scopeName(scope)}`, owner);
    }
    this.owners.set(key, holder);
    const { epoch, sequence } = tables.root.transactionSync(() => {
      const stored = readMeta(tables, key);
      const taken = { epoch: Math.max(stored.epoch + 1, this.now()), sequence: stored.sequence };
      writeMeta(tables, key, taken);
      return taken;
    });
    const release = () => {
      this.owners.delete(key);
    };
    return new LmdbScopeStore(tables, key, epoch, sequence, describeHolder(holder), this.now, release);
  }

  async close(): Promise<void> {
    const held = await this.held?.catch(() => null);
    this.held = null;
    if (held === null || held === undefined) return;
    const { tables, claim, server } = held;
    if (sameClaim(readClaim(tables), claim)) tables.meta.removeSync(CLAIM);
    await new Promise<void>((closed) => {
      server.close(() => closed());
    });
    removeSocket(claim.socket);
    await tables.root.close();
  }

  /** Opens the folder and claims it for this process, once. */
  private hold(holder: Holder): Promise<HeldFolder> {
    this.held ??= this.openAndClaim(holder).catch((error: unknown) => {
      this.held = null;
      throw error;
    });
    return this.held;
  }

  private async openAndClaim(holder: Holder): Promise<HeldFolder> {
    const tables = await this.open();
    const claim: Claim = { holder, socket: claimSocket(this.folder, holder.nonce) };
    const server = await listenAsHolder(claim.socket);
    try {
      await this.claim(tables, claim);
      return { tables, claim, server };
    } catch (error) {
      server.close();
      removeSocket(claim.socket);
      await tables.root.close();
      throw error;
    }
  }

  /**
   * Takes the claim over from a holder that is gone. Whether it is gone is found out outside of the transaction; inside it is
   * made sure that the claim is still that holder's, so that of two processes that start at once only one gets it.
   */
  private async claim(tables: LmdbTables, claim: Claim): Promise<void> {
    for (;;) {
      const known = readClaim(tables);
      if (known !== null && (await isAlive(known))) {
        throw new ScopeHeldError(`The folder ${this.folder}`, known.holder);
      }
      const isOurs = tables.root.transactionSync(() => {
        if (!sameClaim(readClaim(tables), known)) return false;
        tables.meta.putSync(CLAIM, JSON.stringify(claim));
        return true;
      });
      if (!isOurs) continue;
      if (known !== null) removeSocket(known.socket);
      return;
    }
  }

  private async open(): Promise<LmdbTables> {
    try {
      mkdirSync(this.folder, { recursive: true });
      const { open } = await import('lmdb');
      // Without overlapping syncs a transaction is on the disk when it returns.
      const root: RootDatabase<string, string> = open({
        path: this.folder,
        encoding: 'string',
        overlappingSync: false,
      });
      return {
        root,
        meta: root.openDB({ name: 'meta', encoding: 'string' }),
        records: root.openDB({ name: 'records', encoding: 'string', keyEncoding: 'binary' }),
      };
    } catch (cause) {
      throw new StoreUnavailableError(
        `the folder ${this.folder} cannot be opened: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
}

function readClaim({ meta }: LmdbTables): Claim | null {
  const text = meta.get(CLAIM);
  return text === undefined ? null : (JSON.parse(text) as Claim);
}

function sameClaim(left: Claim | null, right: Claim | null): boolean {
  return left?.holder.nonce === right?.holder.nonce && left?.socket === right?.socket;
}
