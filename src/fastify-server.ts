import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ShuttingDownError } from './http/http.errors.js';
import { problemCause } from './http/problem-cause.js';
import { sendProblem } from './http/send-problem.js';

const BODY_LIMIT = 1_048_576;
/** 512 characters, each up to 12 characters long when percent-encoded. */
const MAX_PARAM_LENGTH = 512 * 12;

/** The HTTP server of the app: bodies left as bytes, and every refusal of the server itself a problem too. */
export function fastifyServer(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // `closing` below answers instead, with problem details.
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(adapter, request, reply, problemCause(error));
    },
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  // The endpoints parse it themselves, each as strictly as it needs to.
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onRequest', (_request, _reply, done) => {
    done(closing ? new ShuttingDownError() : undefined);
  });
  // Otherwise whoever was served last would keep its connection, and with it the server, for as long as it likes.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  return adapter;
}
