import type { Model } from './model.js';

/** The part of JSON Schema that the descriptions use. What is nullable says so apart, because OpenAPI 3.0 and 3.1 write it in different ways. */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly nullable?: boolean;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
}

/** A field of a model, or a parameter of a request. */
export interface Property {
  readonly schema: Schema;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** The models that the schema refers to. */
  readonly models: readonly Model[];
}

/** What a decimal string looks like, such as `-0.04`. */
const DECIMAL = String.raw`^-?(0|[1-9]\d*)(\.\d+)?$`;
const EXAMPLE_TIME = 1_700_000_000_000;

export function text(description: string, example?: string): Property {
  return property({ type: 'string', description, ...(example !== undefined && { example }) });
}

/** Text of a form that a regular expression says. */
export function matching(pattern: string, description: string, example: string): Property {
  return property({ type: 'string', description, pattern, example });
}

/** An id, a symbol or another name. */
export function name(description: string, example: string): Property {
  return property({ type: 'string', description, minLength: 1, maxLength: 512, example });
}

export function decimal(description: string, example: string): Property {
  return matching(DECIMAL, description, example);
}

export function time(description: string, example: number = EXAMPLE_TIME): Property {
  return property({
    type: 'integer',
    description: `${description} (ms since the epoch)`,
    minimum: 0,
    example,
  });
}

export function count(description: string, example: number): Property {
  return property({ type: 'integer', description, minimum: 0, example });
}

/** A count that has limits. */
export function countWithin(
  minimum: number,
  maximum: number,
  description: string,
  example: number,
): Property {
  return property({ type: 'integer', description, minimum, maximum, example });
}

export function flag(description: string, example: boolean): Property {
  return property({ type: 'boolean', description, example });
}

export function choice(values: readonly string[], description: string, example: string): Property {
  return property({ type: 'string', enum: values, description, example });
}

/** Decimal amounts by currency. */
export function amounts(description: string, example: Readonly<Record<string, string>>): Property {
  const additionalProperties = { type: 'string', pattern: DECIMAL } as const;
  return property({ type: 'object', description, additionalProperties, example });
}

export function anyJson(description: string, example: unknown): Property {
  return property({ description, example });
}

export function anyList(description: string): Property {
  return property({ type: 'array', description, items: {} });
}

export function texts(description: string, example: readonly string[]): Property {
  return property({ type: 'array', description, items: { type: 'string' }, example });
}

export function one(model: Model, description?: string): Property {
  const schema = { allOf: [refTo(model)], ...(description !== undefined && { description }) };
  return { ...property(schema), models: [model] };
}

export function list(
  model: Model,
  description: string,
  limits: Pick<Schema, 'minItems' | 'maxItems'> = {},
): Property {
  return { ...property({ type: 'array', description, items: refTo(model), ...limits }), models: [model] };
}

/** Objects of one model by a name of theirs. */
export function mapOf(model: Model, description: string, example: unknown): Property {
  const schema = { type: 'object', description, additionalProperties: refTo(model), example } as const;
  return { ...property(schema), models: [model] };
}

/** One of several objects, which their fields tell apart. */
export function anyOf(models: readonly Model[], description: string, example: unknown): Property {
  return { ...property({ description, anyOf: models.map(refTo), example }), models };
}

/** Lists of so many texts each. */
export function tuples(
  length: number,
  description: string,
  example: readonly (readonly string[])[],
): Property {
  const items = { type: 'array', items: { type: 'string' }, minItems: length, maxItems: length } as const;
  return property({ type: 'array', description, items, example });
}

export function listOfOneOf(models: readonly Model[], description: string): Property {
  return { ...property({ type: 'array', description, items: { oneOf: models.map(refTo) } }), models };
}

/** The same, but it may be null. */
export function nullable(given: Property): Property {
  return { ...given, schema: { ...given.schema, nullable: true } };
}

/** The same, but it may be left out. */
export function optional(given: Property): Property {
  return { ...given, optional: true };
}

/** The same in a message: null means the same as leaving it out. */
export function maybe(given: Property): Property {
  return optional(nullable(given));
}

/** The same, and what it is where it is left out. */
export function preset(given: Property, value: string | number | boolean): Property {
  return optional({ ...given, schema: { ...given.schema, default: value } });
}

export function refTo({ schemaName }: Model): Schema {
  return { $ref: `#/components/schemas/${schemaName}` };
}

function property(schema: Schema): Property {
  return { schema, optional: false, models: [] };
}
