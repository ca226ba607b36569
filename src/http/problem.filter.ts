import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { problemCause } from './problem-cause.js';
import { sendProblem } from './send-problem.js';

/** Answers every error with problem details. It is the app's alone: in a host, errors of others are the host's. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const cause = problemCause(error);
    if (cause.status === 500) this.logger.error(error);
    sendProblem(this.adapterHost.httpAdapter, http.getRequest(), http.getResponse(), cause);
  }
}
