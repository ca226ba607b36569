import { Catch, ServiceUnavailableException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Access } from '../access/access.js';
import { visibleHealth } from './visible-health.js';

/** Answers a failed check in the shape of a health check, not of a problem: it is what was asked for. */
@Catch(ServiceUnavailableException)
export class TerminusResultFilter implements ExceptionFilter<ServiceUnavailableException> {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly access: Access,
  ) {}

  catch(exception: ServiceUnavailableException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<object>();
    const result = visibleHealth(exception.getResponse() as HealthCheckResult, (scope) =>
      this.access.canSee(scope, request),
    );
    this.adapterHost.httpAdapter.reply(http.getResponse(), result, exception.getStatus());
  }
}
