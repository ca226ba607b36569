import type { PipeTransform } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes, validateSync } from 'class-validator';
import { InvalidRequestError } from './http.errors.js';
import type { FieldProblem } from './problem.js';

type Dto<T> = new () => T;

/**
 * Turns a body or query into its DTO, validated by class-validator, unknown fields refused. Nest's own ValidationPipe is not
 * used because it copies every nested value and strips `__proto__` fields before anybody can refuse them.
 *
 * @throws {InvalidRequestError} listing every field that is wrong.
 */
export class ValidatedPipe<T extends object> implements PipeTransform<unknown, T> {
  protected readonly optional: ReadonlySet<string>;
  private readonly fields: ReadonlySet<string>;

  constructor(private readonly dto: Dto<T>) {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    this.fields = new Set(metadata.map(({ propertyName }) => propertyName));
    const conditions = metadata.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    this.optional = new Set(conditions.map(({ propertyName }) => propertyName));
  }

  transform(value: unknown): T {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InvalidRequestError([{ field: 'body', reason: 'must be a JSON object' }]);
    }
    const dto = new this.dto();
    const faults: FieldProblem[] = [];
    for (const [field, each] of Object.entries(value)) {
      if (this.fields.has(field)) Object.assign(dto, { [field]: each });
      else faults.push({ field, reason: `is not known here; known are ${[...this.fields].join(', ')}` });
    }
    faults.push(...faultsOf(dto));
    if (faults.length > 0) throw new InvalidRequestError(faults);
    return dto;
  }
}

/** A query: like a body, except that an optional parameter without a value is one that is not given. */
export class ValidatedQueryPipe<T extends object> extends ValidatedPipe<T> {
  override transform(query: unknown): T {
    const given = Object.entries(query ?? {}).filter(
      ([field, value]) => value !== '' || !this.optional.has(field),
    );
    return super.transform(Object.fromEntries(given));
  }
}

function faultsOf(dto: object): FieldProblem[] {
  return validateSync(dto, { forbidUnknownValues: false, stopAtFirstError: true }).flatMap(
    ({ property, constraints }) =>
      Object.values(constraints ?? {}).map((message) => ({
        field: property,
        reason: message.startsWith(`${property} `) ? message.slice(property.length + 1) : message,
      })),
  );
}
