import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemCause } from './problem-cause.js';
import { sendProblem } from './send-problem.js';

/** Answers every error with problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const cause = problemCause(error);
    if (cause.status === 500) this.logger.error(error);
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), cause);
  }
}
