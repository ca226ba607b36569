import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, DECORATORS, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/docs/openapi-document.js';
import { CHANGING_CONTROLLERS, READING_CONTROLLERS } from '../../src/http/controllers.js';
import { SWAGGER } from '../../src/http/openapi/swagger-metadata.js';
import { OrderModel } from '../../src/http.js';
import { createHost } from '../support/http-host.js';
import type { HttpHost, Platform } from '../support/http-host.js';

/** A controller of the host that answers an order of the cache. */
@Controller('desk')
class DeskController {
  @Get('order')
  @ApiOkResponse({ type: OrderModel })
  order(): null {
    return null;
  }
}

async function documentOf(host: HttpHost): Promise<OpenAPIObject> {
  const app = await createHost(host);
  await app.init();
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  await app.close();
  return document;
}

/** The paths of the app's own document, under the path of the module. */
function described(...controllers: Parameters<typeof openApiDocument>): string[] {
  const { paths } = openApiDocument(...controllers);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} /trading-cache${path}`),
  );
}

function pathsOf(document: OpenAPIObject): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
}

describe("@nestjs/swagger's keys", () => {
  it('are those under which descriptions are written', () => {
    expect(SWAGGER).toEqual({
      operation: DECORATORS.API_OPERATION,
      response: DECORATORS.API_RESPONSE,
      tags: DECORATORS.API_TAGS,
      parameters: DECORATORS.API_PARAMETERS,
      modelProperties: DECORATORS.API_MODEL_PROPERTIES,
      modelPropertiesArray: DECORATORS.API_MODEL_PROPERTIES_ARRAY,
      extraModels: DECORATORS.API_EXTRA_MODELS,
      schema: DECORATORS.API_SCHEMA,
    });
  });
});

describe.each<Platform>(['Express', 'Fastify'])('the document of a host on %s', (platform) => {
  it('has every endpoint, its parameters, body, answers and problems', async () => {
    const document = await documentOf({ platform });
    expect(pathsOf(document).toSorted()).toEqual(
      described([...READING_CONTROLLERS, ...CHANGING_CONTROLLERS]).toSorted(),
    );
    const orders = document.paths['/trading-cache/v1/scopes/{strategyId}/{userId}/orders']?.post;
    expect(orders).toMatchObject({
      tags: ['Trading cache: Orders'],
      parameters: [
        { in: 'path', name: 'strategyId', required: true },
        { in: 'path', name: 'userId', required: true },
        {
          in: 'query',
          name: 'durable',
          required: false,
          schema: { type: 'boolean', default: false },
        },
        { in: 'header', name: 'idempotency-key', required: false },
      ],
      requestBody: {
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/TradingCacheNewOrder' },
            examples: { limit: { value: { side: 'BUY' } } },
          },
        },
      },
      responses: {
        201: {
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/TradingCacheCreatedOrder' } },
          },
        },
        400: {
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/TradingCacheProblem' } },
          },
        },
      },
    });
    expect(orders?.parameters).toHaveLength(4);
  });

  it('has every model, with what each field means, under a name that no model of the host has', async () => {
    const schemas = (await documentOf({ platform })).components?.schemas ?? {};
    const own = openApiDocument([...READING_CONTROLLERS, ...CHANGING_CONTROLLERS]).components.schemas;
    expect(Object.keys(schemas).toSorted()).toEqual(Object.keys(own).toSorted());
    for (const [name, schema] of Object.entries(own)) {
      expect(name).toMatch(/^TradingCache/);
      const { properties, required = [] } = schemas[name] as {
        properties: object;
        required?: readonly string[];
      };
      expect([name, Object.keys(properties)]).toEqual([name, Object.keys(schema['properties'] as object)]);
      expect([name, required]).toEqual([name, schema['required']]);
    }
    expect(schemas['TradingCacheOrder']).toMatchObject({
      properties: {
        status: { type: 'string', enum: expect.arrayContaining(['PENDING', 'FILLED']) },
        price: { type: 'string', nullable: true, example: '100' },
        timestamp: { type: 'integer', nullable: true },
      },
    });
    expect(schemas['TradingCacheAppliedUpdates']).toMatchObject({
      properties: {
        results: { type: 'array', items: { $ref: '#/components/schemas/TradingCacheAppliedUpdate' } },
      },
    });
    const references = JSON.stringify(schemas).match(/(?<="#\/components\/schemas\/)\w+/g) ?? [];
    expect([...references].filter((name) => !(name in schemas))).toEqual([]);
  });

  it('has nothing that changes anything where the module is read-only', async () => {
    const document = await documentOf({ platform, mounts: [{ readOnly: true }] });
    expect(pathsOf(document).toSorted()).toEqual(described(READING_CONTROLLERS).toSorted());
    expect(pathsOf(document).filter((path) => !path.startsWith('get '))).toEqual([]);
  });

  it('has the models in endpoints of the host too', async () => {
    const document = await documentOf({ platform, mounts: [], controllers: [DeskController] });
    expect(document.paths['/desk/order']?.get?.responses[200]).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/TradingCacheOrder' } } },
    });
    expect(document.components?.schemas).toHaveProperty('TradingCacheOrder.properties.cancelIntent');
  });
});
