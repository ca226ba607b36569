import { PROBLEM_MEDIA_TYPE } from '../problem.js';
import type { Model } from './model.js';
import { ProblemModel } from './problem.models.js';
import { name, refTo } from './schema.js';
import type { Property, Schema } from './schema.js';
import { SWAGGER } from './swagger-metadata.js';

/** An answer that is no problem. */
export interface Answer {
  readonly description: string;
  /** By media type; none where the answer has no body. */
  readonly content: Readonly<Record<string, Schema>>;
  readonly models: readonly Model[];
}

/** The body of a request, and examples of it by their name. */
export interface Body {
  readonly schema: Schema;
  readonly models: readonly Model[];
  readonly examples: Readonly<Record<string, unknown>>;
}

/** What an endpoint takes and answers. */
export interface EndpointDescription {
  /** What generated clients call it; it never changes. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** What its path has beside the scope. */
  readonly path?: Readonly<Record<string, Property>>;
  readonly query?: Readonly<Record<string, Property>>;
  readonly headers?: Readonly<Record<string, Property>>;
  readonly body?: Body;
  readonly answers: Readonly<Record<number, Answer>>;
  /** The statuses of its problems beside those that all endpoints have. */
  readonly problems?: readonly (keyof typeof PROBLEMS)[];
  /** False where its path names no scope. */
  readonly scoped?: false;
}

/** A parameter of a request. */
export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required: boolean;
  readonly property: Property;
}

const PROBLEMS = {
  400: 'The request is wrong; `errors` names the fields.',
  404: 'There is no such thing, or no such scope.',
  409: 'The id or the symbol is ambiguous; say which is meant.',
  410: 'The fills of that time are not kept any more.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  421: 'Another process writes this scope; the answer names it.',
  503: 'The scope does not serve or is full, or the store does not answer in time.',
} as const;

const SCOPE: Readonly<Record<string, Property>> = {
  strategyId: name('The strategy of the scope.', 'default'),
  userId: name('The user of the scope.', 'default'),
};

const ENDPOINT = 'trading-cache:endpoint';

/** Describes an endpoint, for the OpenAPI document of the app and for @nestjs/swagger in a host. */
export function Endpoint(endpoint: EndpointDescription): MethodDecorator {
  return (_target, _key, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(ENDPOINT, endpoint, handler);
    const { summary, description, body } = endpoint;
    Reflect.defineMetadata(
      SWAGGER.operation,
      { summary, ...(description !== undefined && { description }) },
      handler,
    );
    Reflect.defineMetadata(
      SWAGGER.parameters,
      [...parametersOf(endpoint).map(swaggerParameter), ...swaggerBody(body)],
      handler,
    );
    Reflect.defineMetadata(SWAGGER.response, swaggerResponses(endpoint), handler);
    Reflect.defineMetadata(SWAGGER.extraModels, modelsOf(endpoint), handler);
  };
}

/** The description of a handler; null if it has none. */
export function endpointOf(handler: object): EndpointDescription | null {
  return (Reflect.getMetadata(ENDPOINT, handler) as EndpointDescription | undefined) ?? null;
}

export function parametersOf({
  scoped,
  path = {},
  query = {},
  headers = {},
}: EndpointDescription): readonly Parameter[] {
  return [
    ...parameters('path', { ...(scoped !== false && SCOPE), ...path }),
    ...parameters('query', query),
    ...parameters('header', headers),
  ];
}

/** The models that an endpoint refers to. */
export function modelsOf({ body, answers }: EndpointDescription): readonly Model[] {
  const ofAnswers = Object.values(answers).flatMap(({ models }) => models);
  return [...(body?.models ?? []), ...ofAnswers, ProblemModel];
}

/** The problems of an endpoint, by status. */
export function problemsOf({
  scoped,
  body,
  problems = [],
}: EndpointDescription): Readonly<Record<number, string>> {
  const statuses: readonly (keyof typeof PROBLEMS)[] = [
    400,
    ...(scoped === false ? [] : ([404, 421, 503] as const)),
    ...(body === undefined ? [] : ([413, 415] as const)),
    ...problems,
  ];
  return Object.fromEntries(statuses.map((status) => [status, PROBLEMS[status]]));
}

/** An answer with a JSON body of a model. */
export function answer(model: Model, description: string): Answer {
  return { description, content: { 'application/json': refTo(model) }, models: [model] };
}

/** An answer with any JSON value. */
export function jsonAnswer(description: string, example: unknown): Answer {
  return { description, content: { 'application/json': { description, example } }, models: [] };
}

/** An answer without a body. */
export function emptyAnswer(description: string): Answer {
  return { description, content: {}, models: [] };
}

/** A body of a model. */
export function bodyOf(model: Model, examples: Readonly<Record<string, unknown>>): Body {
  return { schema: refTo(model), models: [model], examples };
}

/** A body that is described as a field is. */
export function bodyLike({ schema, models }: Property, examples: Readonly<Record<string, unknown>>): Body {
  return { schema, models, examples };
}

/** A body that may be any JSON value. */
export function anyBody(description: string, examples: Readonly<Record<string, unknown>>): Body {
  return { schema: { description }, models: [], examples };
}

function parameters(place: Parameter['in'], properties: Readonly<Record<string, Property>>): Parameter[] {
  return Object.entries(properties).map(([each, property]) => ({
    in: place,
    name: each,
    required: !property.optional,
    property,
  }));
}

function swaggerParameter({ property, ...parameter }: Parameter): object {
  const { description, ...schema } = property.schema;
  return { ...parameter, type: String, description, schema };
}

function swaggerBody(body: Body | undefined): readonly object[] {
  if (body === undefined) return [];
  const examples = Object.fromEntries(
    Object.entries(body.examples).map(([each, value]) => [each, { value }]),
  );
  // The schema says what it is; without a type that package looks for a class.
  return [{ in: 'body', required: true, type: String, schema: body.schema, examples }];
}

function swaggerResponses(endpoint: EndpointDescription): object {
  const answers = Object.entries(endpoint.answers).map(([status, { description, content }]) => [
    status,
    { description, ...(Object.keys(content).length > 0 && { content: wrapped(content) }) },
  ]);
  const problems = Object.entries(problemsOf(endpoint)).map(([status, description]) => [
    status,
    { description, content: wrapped({ [PROBLEM_MEDIA_TYPE]: refTo(ProblemModel) }) },
  ]);
  return Object.fromEntries([...answers, ...problems]) as object;
}

function wrapped(content: Readonly<Record<string, Schema>>): object {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}
