import {
  ForeignHostError,
  ForeignOriginError,
  RateLimitError,
  ReadOnlyKeyError,
  UnauthorizedError,
} from './access.errors.js';
import type { ApiKey, ApiKeys } from './api-keys.js';
import type { HostNames } from './host-names.js';
import { TokenBucket } from './token-bucket.js';

/** Who may ask the app for what. */
export interface AccessRules {
  /** Null where there are none: whoever reaches the app may do everything. */
  readonly keys: ApiKeys | null;
  /** By which names the app may be called; null for any. */
  readonly hosts: HostNames | null;
  /** How many requests a second each key may send, and all that show none together; null for no limit. */
  readonly rateLimit: number | null;
}

/** What is looked at of a request, before its body is read. */
export interface AccessRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The route that will answer. A path as it was sent can be written in too many ways to go by. */
  readonly routeOptions: { readonly url?: string | undefined };
}

/** Those that need no key, as they hold nothing of a scope; health shows no scope either that the key does not open. All others do. */
const OPEN_ROUTES: ReadonlySet<string | undefined> = new Set([
  '/',
  '/monitor/:file',
  '/docs',
  '/docs/openapi.json',
  '/health/live',
  '/health/ready',
]);
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** What a browser says of a request that no other page asked it for. */
const OWN_SITES: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none']);
const SECOND_MS = 1_000;

/** Judges each request before anything is done for it, and knows what its key opens. */
export class Access {
  private readonly shown = new WeakMap<object, ApiKey>();
  /** One for each key that was used, and one for all requests without. */
  private readonly buckets = new Map<ApiKey | null, TokenBucket>();

  constructor(
    private readonly rules: AccessRules,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * @throws {ForeignHostError}, {@link ForeignOriginError}, {@link UnauthorizedError}, {@link ReadOnlyKeyError} or {@link RateLimitError} if the
   * request may not be answered.
   */
  admit(request: AccessRequest): void {
    const { keys, hosts } = this.rules;
    const isReading = READING.has(request.method);
    if (hosts !== null && !hosts.has(textOf(request.headers['host']))) throw new ForeignHostError();
    if (!isReading && isOfOtherPage(request)) throw new ForeignOriginError();
    const key = keys?.find(bearerOf(request)) ?? null;
    if (key !== null) this.shown.set(request, key);
    if (OPEN_ROUTES.has(request.routeOptions.url)) return;
    this.count(key);
    if (keys === null) return;
    if (key === null) throw new UnauthorizedError();
    if (key.isReadOnly && !isReading) throw new ReadOnlyKeyError();
  }

  /** Whether a request may know of a scope. @param scope its `scopeName`. */
  canSee(scope: string, request: object): boolean {
    if (this.rules.keys === null) return true;
    const key = this.shown.get(request);
    return key !== undefined && (key.scopes === null || key.scopes.has(scope));
  }

  private count(key: ApiKey | null): void {
    const { rateLimit } = this.rules;
    if (rateLimit === null) return;
    const now = this.now();
    const bucket = this.buckets.get(key) ?? new TokenBucket(rateLimit, now);
    this.buckets.set(key, bucket);
    const waitMs = bucket.take(now);
    if (waitMs > 0) throw new RateLimitError(Math.ceil(waitMs / SECOND_MS));
  }
}

function bearerOf({ headers }: AccessRequest): string {
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(textOf(headers['authorization']) ?? '') ?? [];
  return token;
}

/** Programs send no such headers; browsers send them with each change. */
function isOfOtherPage({ headers }: AccessRequest): boolean {
  const origin = textOf(headers['origin']);
  if (!OWN_SITES.has(headers['sec-fetch-site'])) return true;
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== textOf(headers['host']);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
