import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { throwError } from 'rxjs';
import type { TradingCacheError } from '../errors/trading-cache.error.js';
import { PROBLEMS, problemCause } from './problem-cause.js';
import { sendProblem } from './send-problem.js';

/**
 * Answers those errors of this package that are about a request with problem details, such as 421 for a change of a scope that another process
 * writes. All other errors stay with the application.
 */
@Catch(...PROBLEMS)
export class TradingCacheProblemFilter implements ExceptionFilter<TradingCacheError> {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: TradingCacheError, host: ArgumentsHost): unknown {
    const type = host.getType<string>();
    if (type === 'rpc') return throwError(() => error);
    if (type !== 'http') throw error;
    const http = host.switchToHttp();
    sendProblem(this.adapterHost.httpAdapter, http.getRequest(), http.getResponse(), problemCause(error));
    return undefined;
  }
}
