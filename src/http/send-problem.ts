import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import type { ProblemCause } from './problem.js';

const RETRY_AFTER_SECONDS = 1;

export function sendProblem(request: FastifyRequest, reply: FastifyReply, cause: ProblemCause): void {
  const [path = ''] = request.url.split('?', 1);
  if (cause.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  void reply
    .code(cause.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    // Bytes, because Fastify appends a charset to text, which this media type does not have.
    .send(Buffer.from(JSON.stringify(problem(cause, path))));
}
