import type { OpenApiSchema } from '../../src/docs/openapi-schema.js';

/** What a value has that a schema does not allow, each with its place; it knows the words that the app's document uses, and no others. */
export class SchemaCheck {
  /**
   * @param schemas the schemas that others refer to, by name.
   * @param isClosed whether a model allows no other fields than those that it names.
   */
  constructor(
    private readonly schemas: Readonly<Record<string, OpenApiSchema>>,
    private readonly isClosed: (name: string) => boolean = () => true,
  ) {}

  faults(schema: OpenApiSchema, value: unknown, place: string = '$', name: string = ''): string[] {
    const faults: string[] = [];
    for (const [word, expected] of Object.entries(schema))
      faults.push(...this.word(word, expected, value, place, schema, name));
    return faults;
  }

  private word(
    word: string,
    expected: unknown,
    value: unknown,
    place: string,
    schema: OpenApiSchema,
    name: string,
  ): string[] {
    const is = (holds: boolean): string[] =>
      holds ? [] : [`${place}: ${JSON.stringify(value)} is against ${word} ${JSON.stringify(expected)}`];
    switch (word) {
      case 'description':
      case 'examples':
      case 'default':
        return [];
      case '$ref':
        return this.referred(expected as string, value, place);
      case 'allOf':
        return (expected as OpenApiSchema[]).flatMap((each) => this.faults(each, value, place));
      case 'oneOf':
        return is(
          (expected as OpenApiSchema[]).filter((each) => this.faults(each, value).length === 0).length === 1,
        );
      case 'anyOf':
        return is((expected as OpenApiSchema[]).some((each) => this.faults(each, value).length === 0));
      case 'type':
        return is([expected].flat().includes(typeOf(value)) || (expected === 'number' && isInteger(value)));
      case 'enum':
        return is((expected as unknown[]).includes(value));
      case 'pattern':
        return is(typeof value !== 'string' || new RegExp(expected as string).test(value));
      case 'minLength':
        return is(typeof value !== 'string' || value.length >= (expected as number));
      case 'maxLength':
        return is(typeof value !== 'string' || value.length <= (expected as number));
      case 'minimum':
        return is(typeof value !== 'number' || value >= (expected as number));
      case 'minItems':
        return is(!Array.isArray(value) || value.length >= (expected as number));
      case 'maxItems':
        return is(!Array.isArray(value) || value.length <= (expected as number));
      case 'items':
        return Array.isArray(value)
          ? value.flatMap((each, at) => this.faults(expected as OpenApiSchema, each, `${place}[${at}]`))
          : [];
      case 'additionalProperties':
        return Object.entries(value ?? {}).flatMap(([field, each]) =>
          this.faults(expected as OpenApiSchema, each, `${place}.${field}`),
        );
      case 'required':
        return (expected as string[])
          .filter((field) => !Object.hasOwn(value ?? {}, field))
          .map((field) => `${place}: ${field} is missing`);
      case 'properties':
        return this.fields(expected as Record<string, OpenApiSchema>, value, place, name);
      default:
        throw new Error(`The check does not know ${word} of ${JSON.stringify(schema)}`);
    }
  }

  private referred(ref: string, value: unknown, place: string): string[] {
    const name = ref.replace('#/components/schemas/', '');
    const schema = this.schemas[name];
    return schema === undefined ? [`${place}: there is no ${ref}`] : this.faults(schema, value, place, name);
  }

  private fields(
    properties: Readonly<Record<string, OpenApiSchema>>,
    value: unknown,
    place: string,
    name: string,
  ): string[] {
    return Object.entries(value ?? {}).flatMap(([field, each]) => {
      const schema = properties[field];
      if (schema !== undefined) return this.faults(schema, each, `${place}.${field}`);
      return this.isClosed(name) ? [`${place}: ${field} is not described`] : [];
    });
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isInteger(value) ? 'integer' : typeof value;
}

function isInteger(value: unknown): boolean {
  return Number.isInteger(value);
}
