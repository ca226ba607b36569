import type { Model } from '../http/openapi/model.js';
import { schemaOf } from '../http/openapi/model.js';
import type { Schema } from '../http/openapi/schema.js';

/** A schema as OpenAPI 3.1 has it: JSON Schema, where null is a type like others. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

export function openApiSchema({
  nullable,
  example,
  items,
  properties,
  allOf,
  oneOf,
  anyOf,
  additionalProperties,
  ...rest
}: Schema): OpenApiSchema {
  const schema = {
    ...rest,
    ...(example !== undefined && { examples: [example] }),
    ...(items !== undefined && { items: openApiSchema(items) }),
    ...(properties !== undefined && { properties: mapped(properties) }),
    ...(oneOf !== undefined && { oneOf: oneOf.map(openApiSchema) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(openApiSchema) }),
    ...(additionalProperties !== undefined && { additionalProperties: openApiSchema(additionalProperties) }),
    ...(allOf !== undefined && { allOf: allOf.map(openApiSchema) }),
  };
  if (nullable !== true) return schema;
  const { type, enum: values, description, ...others } = schema;
  if (type === undefined) return { description, anyOf: [others, { type: 'null' }] };
  return {
    ...others,
    description,
    type: [type, 'null'],
    ...(values !== undefined && { enum: [...values, null] }),
  };
}

/** The schemas of models, and of all that they refer to, by name. */
export function openApiSchemas(models: readonly Model[]): Readonly<Record<string, OpenApiSchema>> {
  const found = new Map<string, OpenApiSchema>();
  const visit = (model: Model): void => {
    if (found.has(model.schemaName)) return;
    found.set(model.schemaName, { description: model.description, ...openApiSchema(schemaOf(model)) });
    for (const { models: referred } of Object.values(model.properties)) referred.forEach(visit);
  };
  models.forEach(visit);
  return Object.fromEntries(found);
}

function mapped(properties: Readonly<Record<string, Schema>>): Readonly<Record<string, OpenApiSchema>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, openApiSchema(schema)]),
  );
}
