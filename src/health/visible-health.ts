import type { HealthCheckResult, HealthIndicatorResult } from '@nestjs/terminus';

/** A result as it is shown: how all scopes are together, and each of those that can be seen. */
export function visibleHealth(
  { info, error, details, ...rest }: HealthCheckResult,
  isVisible: (scope: string) => boolean,
): HealthCheckResult {
  const visible = <T extends Partial<HealthIndicatorResult>>(scopes: T): T =>
    Object.fromEntries(Object.entries(scopes).filter(([scope]) => isVisible(scope))) as T;
  return {
    ...rest,
    ...(info !== undefined && { info: visible(info) }),
    ...(error !== undefined && { error: visible(error) }),
    details: visible(details),
  };
}
