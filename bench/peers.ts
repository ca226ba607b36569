import { pathToFileURL } from 'node:url';

/** A cache that a user would pick: it keeps a value in memory, and in Redis before it answers. */
export interface Peer {
  set(key: string, value: unknown): Promise<unknown>;
  close(): Promise<unknown>;
}

/** What opens each peer over the Redis at a URL, by name. */
export type Peers = Readonly<Record<string, (url: string) => Peer>>;

/** Those that `scripts/bench.mjs` installed; none where it did not. */
export async function peers(): Promise<Peers> {
  const { BENCH_PEERS: file } = process.env;
  if (file === undefined) return {};
  return ((await import(pathToFileURL(file).href)) as { readonly PEERS: Peers }).PEERS;
}
