import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { InvalidRequestError } from './http.errors.js';
import type { HttpRequest } from './http-request.js';
import { hasValidQuery } from './valid-query.decorator.js';

/** Refuses parameters where a handler takes none: a `durable=true` that nobody reads would promise what nobody does. */
@Injectable()
export class QueryGuard implements CanActivate {
  /** @throws {InvalidRequestError} naming each parameter. */
  canActivate(context: ExecutionContext): boolean {
    if (hasValidQuery(context.getHandler())) return true;
    const { query } = context.switchToHttp().getRequest<HttpRequest>();
    const fields = Object.keys(query ?? {});
    if (fields.length === 0) return true;
    throw new InvalidRequestError(
      fields.map((field) => ({ field, reason: 'is not known here; no parameters are' })),
    );
  }
}
