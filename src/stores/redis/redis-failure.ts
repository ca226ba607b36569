import { StoreUnavailableError } from '../store.errors.js';

const FORBIDDEN = "the account may not do that: give it the rights of docs/redis.md, 'Least rights'";

/** What Redis 7.0 says, without NOPERM, where a script may not run a command or touch a key. */
const FORBIDDEN_IN_SCRIPT = /^-?ERR The user executing the script can't /;

/** What is to be done about what a server says. An answer begins with its kind. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['OOM', 'its memory is full: raise maxmemory, or take other data off it'],
  ['READONLY', 'it is a replica: give the address of the master, or of Sentinels that know it'],
  ['LOADING', 'it loads its data; this goes on by itself when it has'],
  ['MISCONF', 'it cannot write to its disk: its log says why'],
  [
    'NOREPLICAS',
    'too few of its replicas are there: bring them back, or lower what min-replicas-to-write or the option replicas asks for',
  ],
  ['NOAUTH', 'it wants a password: give user and password in the URL of the store'],
  ['WRONGPASS', 'user and password in the URL of the store are not those of an account that is enabled'],
  ['NOPERM', FORBIDDEN],
  ['WRONGTYPE', 'something else wrote a key of the scope: a start names that key; rename or delete it'],
  ['BUSY', 'a script of somebody holds it: wait, or end it with SCRIPT KILL'],
  ['CLUSTERDOWN', 'its Cluster does not serve this part of the keys; this goes on by itself when it does'],
  ['TRYAGAIN', 'its Cluster moves these keys; this goes on by itself when it has'],
  ['MASTERDOWN', 'it has lost its master; this goes on by itself when there is one'],
]);

const UNTRUSTED =
  'its certificate is of an authority that Node does not know: give that by NODE_EXTRA_CA_CERTS';

/** What is to be done where TLS does not come about, by the codes of Node's errors. */
const TLS_REMEDIES: ReadonlyMap<unknown, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['CERT_HAS_EXPIRED', 'its certificate is too old: renew it'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is not of this host: give the name that is in it'],
]);

/** Words by which ioredis says that there is no connection. */
const NO_CONNECTION =
  /^(?:Connection is closed\.|Stream isn't writeable|All sentinels are unreachable|No connection within|Failed to refresh slots cache|None of startup nodes)/;

/**
 * Why a command was not carried out, and what to do about it.
 *
 * @param connection why there is no connection, where that was said: by an error of its own, that no command is told of.
 */
export function redisFailure(failure: Error, connection: Error | null): StoreUnavailableError {
  const cause = NO_CONNECTION.test(failure.message) && connection !== null ? connection : failure;
  const reason = cause.message.replace(/\.+$/, '');
  const remedy =
    (FORBIDDEN_IN_SCRIPT.test(reason) ? FORBIDDEN : null) ??
    REMEDIES.get(/^-?([A-Z]+)\b/.exec(reason)?.[1] ?? '') ??
    TLS_REMEDIES.get((cause as NodeJS.ErrnoException).code);
  return new StoreUnavailableError(remedy === undefined ? reason : `${reason} (${remedy})`, { cause });
}
