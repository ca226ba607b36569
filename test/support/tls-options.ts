import { fileURLToPath } from 'node:url';

const file = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

/** The certificate of the authority that signed the others. */
export const AUTHORITY = file('ca.pem');
export const CERTIFICATE = file('server.pem');
export const KEY = file('server.key');

/** What makes a redis-server, or a Sentinel, speak TLS on a further port. */
export function tlsOptions(port: number, ...further: readonly string[]): string[] {
  return [
    '--tls-port', String(port), '--tls-cert-file', CERTIFICATE, '--tls-key-file', KEY, '--tls-ca-cert-file', AUTHORITY, ...further,
  ]; // prettier-ignore
}
