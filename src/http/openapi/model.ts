import type { Property, Schema } from './schema.js';
import { describeModel } from './swagger-metadata.js';

/** A description for each field of a type: none forgotten, none invented. */
export type Properties<T> = { readonly [Field in keyof Required<T>]: Property };

/** A kind of object that requests or answers have, described. It is a class, because @nestjs/swagger knows models as classes. */
export interface Model<T = unknown> {
  new (): T;
  readonly prototype: T;
  /** What documents call it: a host has models of its own. */
  readonly schemaName: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
}

export function model<T extends object>(
  name: string,
  description: string,
  properties: NoInfer<Properties<T>>,
): Model<T> {
  class Described {
    static readonly schemaName = `TradingCache${name}`;
    static readonly properties: Readonly<Record<string, Property>> = properties;
    static readonly description = description;
  }
  describeModel(Described);
  return Described as unknown as Model<T>;
}

/** The schema of a model, its references to others unresolved. */
export function schemaOf({ properties }: Model): Schema {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([field, { schema }]) => [field, schema])),
    required: entries.filter(([, { optional }]) => !optional).map(([field]) => field),
  };
}
