/** Who holds a scope, as another process that is refused reads it. */
export interface Holder {
  /** Unique for each time that a scope is opened, however often that is tried. */
  readonly nonce: string;
  readonly pid: number;
  readonly hostname: string;
  /** Where the holder answers, e.g. `http://127.0.0.1:3000`, or null. */
  readonly address: string | null;
}

/** `process 4711 on host alpha at http://127.0.0.1:3000`. */
export function describeHolder(holder: Holder): string {
  const address = holder.address === null ? '' : ` at ${holder.address}`;
  return `process ${holder.pid} on host ${holder.hostname}${address}`;
}
