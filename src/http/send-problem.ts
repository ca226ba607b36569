import { StreamableFile } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import type { ProblemCause } from './problem.js';

const RETRY_AFTER_SECONDS = 1;

/** Answers a request with problem details, on whatever platform the application runs. */
export function sendProblem(
  adapter: AbstractHttpAdapter,
  request: unknown,
  response: unknown,
  cause: ProblemCause,
): void {
  const [path = ''] = (adapter.getRequestUrl(request) as string).split('?', 1);
  const bytes = Buffer.from(JSON.stringify(problem(cause, path)));
  const retryAfter = cause.retryAfter ?? (cause.status === 503 ? RETRY_AFTER_SECONDS : null);
  if (retryAfter !== null) adapter.setHeader(response, 'retry-after', String(retryAfter));
  if (cause.status === 401) adapter.setHeader(response, 'www-authenticate', 'Bearer');
  adapter.setHeader(response, 'content-type', PROBLEM_MEDIA_TYPE);
  // A stream of bytes, because both platforms append a charset to text, which this media type does not have.
  adapter.reply(response, new StreamableFile(bytes, { length: bytes.length }), cause.status);
}
