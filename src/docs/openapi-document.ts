import { RequestMethod } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { endpointOf, modelsOf, parametersOf, problemsOf } from '../http/openapi/endpoint.decorator.js';
import type { Answer, Body, EndpointDescription, Parameter } from '../http/openapi/endpoint.decorator.js';
import { ProblemModel } from '../http/openapi/problem.models.js';
import { refTo } from '../http/openapi/schema.js';
import { SWAGGER } from '../http/openapi/swagger-metadata.js';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.js';
import { openApiSchema, openApiSchemas } from './openapi-schema.js';
import type { OpenApiSchema } from './openapi-schema.js';

/** What an endpoint does, as OpenAPI has it. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: true; readonly content: OpenApiContent };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

export interface OpenApiParameter extends Omit<Parameter, 'property'> {
  readonly description?: string;
  readonly schema: OpenApiSchema;
  readonly example?: unknown;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: OpenApiContent;
}

export type OpenApiContent = Readonly<
  Record<
    string,
    {
      readonly schema: OpenApiSchema;
      readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
    }
  >
>;

/** An OpenAPI document, as far as this app makes one. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  /** A key, or none where the app has none. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly components: {
    readonly schemas: Readonly<Record<string, OpenApiSchema>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

/** Refusals of the app, before an endpoint sees the request. A host has its own. */
const REFUSALS = {
  401: 'The app has keys, and the request shows none of them.',
  403: 'The key only reads, or the request comes from a page of another origin.',
  429: 'The key has sent too many requests; `Retry-After` says when to come again.',
} as const;

interface Route {
  readonly path: string;
  readonly method: string;
  readonly tags: readonly string[];
  readonly endpoint: EndpointDescription;
}

/** The document of the endpoints of controllers: of those that are described. */
export function openApiDocument(controllers: readonly Type[]): OpenApiDocument {
  const routes = controllers.flatMap(routesOf);
  const paths = new Map<string, Record<string, OpenApiOperation>>();
  for (const route of routes) {
    const operations = paths.get(route.path) ?? {};
    paths.set(route.path, { ...operations, [route.method]: operationOf(route) });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'nestjs-trading-cache',
      version: '1.0.0',
      description:
        'Orders, fills and positions of trading scopes. Decimals are strings, times are milliseconds.',
    },
    paths: Object.fromEntries(paths),
    security: [{ key: [] }, {}],
    components: {
      schemas: openApiSchemas(routes.flatMap(({ endpoint }) => modelsOf(endpoint))),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of `API_KEYS`.' } },
    },
  };
}

/** The routes of a controller, from what Nest notes of it. */
function routesOf(controller: Type): readonly Route[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name] as object;
    const endpoint = endpointOf(handler);
    if (endpoint === null) return [];
    const method = RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod].toLowerCase();
    const tags = (Reflect.getMetadata(SWAGGER.tags, controller) ?? []) as readonly string[];
    return [{ path: pathOf(controller, handler), method, tags, endpoint }];
  });
}

function pathOf(controller: Type, handler: object): string {
  const parts = [controller, handler].map((each) =>
    (Reflect.getMetadata('path', each) as string).replace(/^\/$/, ''),
  );
  return `/${parts.filter((part) => part !== '').join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
}

function operationOf({ tags, endpoint }: Route): OpenApiOperation {
  const { id, summary, description, body } = endpoint;
  return {
    operationId: id,
    tags,
    summary,
    ...(description !== undefined && { description }),
    parameters: parametersOf(endpoint).map(openApiParameter),
    ...(body !== undefined && { requestBody: { required: true, content: bodyContent(body) } }),
    responses: responsesOf(endpoint),
  };
}

function openApiParameter({ property, ...parameter }: Parameter): OpenApiParameter {
  const { description, example, ...schema } = property.schema;
  return {
    ...parameter,
    ...(description !== undefined && { description }),
    schema: openApiSchema(schema),
    ...(example !== undefined && { example }),
  };
}

function bodyContent({ schema, examples }: Body): OpenApiContent {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }] as const);
  return { 'application/json': { schema: openApiSchema(schema), examples: Object.fromEntries(named) } };
}

function responsesOf(endpoint: EndpointDescription): Readonly<Record<string, OpenApiResponse>> {
  const answers = Object.entries(endpoint.answers).map(([status, answer]) => [status, responseOf(answer)]);
  const problems = Object.entries({ ...problemsOf(endpoint), ...REFUSALS }).map(([status, description]) => [
    status,
    { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: openApiSchema(refTo(ProblemModel)) } } },
  ]);
  return Object.fromEntries([...answers, ...problems]) as Readonly<Record<string, OpenApiResponse>>;
}

function responseOf({ description, content }: Answer): OpenApiResponse {
  const types = Object.entries(content).map(
    ([type, schema]) => [type, { schema: openApiSchema(schema) }] as const,
  );
  return { description, ...(types.length > 0 && { content: Object.fromEntries(types) }) };
}
