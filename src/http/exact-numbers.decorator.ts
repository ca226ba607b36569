import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly exactNumbers?: boolean;
  }
}

/** The numbers in the body of this route come as the text that was written, with all their digits. */
export function ExactNumbers(): MethodDecorator {
  return RouteConfig({ exactNumbers: true });
}

/** Whether the route of a request asks for that. */
export function wantsExactNumbers(request: FastifyRequest): boolean {
  return request.routeOptions.config.exactNumbers === true;
}
