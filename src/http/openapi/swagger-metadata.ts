import type { Model } from './model.js';
import type { Property } from './schema.js';

/**
 * Where @nestjs/swagger looks for descriptions: the keys that it exports as `DECORATORS`. They are written here without that package, so that
 * nothing needs it: its decorators could only be called where it can be required, and a test runner cannot require an ES module on every Node.
 */
export const SWAGGER = {
  operation: 'swagger/apiOperation',
  response: 'swagger/apiResponse',
  tags: 'swagger/apiUseTags',
  parameters: 'swagger/apiParameters',
  modelProperties: 'swagger/apiModelProperties',
  modelPropertiesArray: 'swagger/apiModelPropertiesArray',
  extraModels: 'swagger/apiExtraModels',
  schema: 'swagger/apiSchema',
} as const;

/** Notes a model, its fields, and the models that they refer to. */
export function describeModel(model: Model): void {
  const { schemaName, description, properties } = model;
  const prototype = model.prototype as object;
  Reflect.defineMetadata(SWAGGER.schema, [{ name: schemaName, description }], model);
  const referred = Object.values(properties).flatMap(({ models }) => models);
  Reflect.defineMetadata(SWAGGER.extraModels, referred, model);
  Reflect.defineMetadata(
    SWAGGER.modelPropertiesArray,
    Object.keys(properties).map((field) => `:${field}`),
    prototype,
  );
  for (const [field, property] of Object.entries(properties))
    Reflect.defineMetadata(SWAGGER.modelProperties, modelProperty(property), prototype, field);
}

/** Without a type that package looks for a circle of classes; it leaves `Object` out again where the schema says more. */
function modelProperty({ schema, optional }: Property): object {
  return { type: Object, ...schema, required: !optional };
}
