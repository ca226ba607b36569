import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access/access.js';
import { ShuttingDownError } from './http/http.errors.js';
import { problemCause } from './http/problem-cause.js';
import { sendProblem } from './http/send-problem.js';

const BODY_LIMIT = 1_048_576;
/** 512 characters, each up to 12 characters long when percent-encoded. */
const MAX_PARAM_LENGTH = 512 * 12;

/** How long the head of a request may take, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CHECK_MS = 1_000;

/** What every answer says to browsers; a page that needs less, or a style of its own, says so itself. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The HTTP server of the app: who may ask is judged before anything is read, bodies left as bytes, and every refusal of the server itself a problem too. */
export function fastifyServer(access: Access, maxConnections: number): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    // Otherwise those that are too slow are looked for every 30 s only.
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS },
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // `closing` below answers instead, with problem details.
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(SECURITY_HEADERS);
      sendProblem(adapter, request, reply, problemCause(error));
    },
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  // The endpoints parse it themselves, each as strictly as it needs to.
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.server.maxConnections = maxConnections;
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    if (closing) throw new ShuttingDownError();
    access.admit(request);
    done();
  });
  // Otherwise whoever was served last would keep its connection, and with it the server, for as long as it likes.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  return adapter;
}
