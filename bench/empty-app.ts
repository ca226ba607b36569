import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OrderUpdatesDto } from '../src/http/order-updates.dto.js';
import { ValidatedPipe } from '../src/http/validated.pipe.js';
import { checkUpdate } from '../src/orders/update-check.js';
import { OrderUpdateDto } from './order-update.dto.js';

const envelope = new ValidatedPipe(OrderUpdatesDto);
const update = new ValidatedPipe(OrderUpdateDto);

interface Answer {
  readonly results: readonly never[];
}

/** Handlers that do nothing with what they checked: what Nest and Fastify take by themselves. */
@Controller()
class EmptyController {
  /** The envelope, and each update by the check that the cache has. */
  @Post('checked')
  @HttpCode(200)
  checked(@Body(envelope) { updates }: OrderUpdatesDto): Answer {
    for (const each of updates) checkUpdate(each, null);
    return { results: [] };
  }

  /** The envelope, and each update by class-validator. */
  @Post('dto')
  @HttpCode(200)
  dto(@Body(envelope) { updates }: OrderUpdatesDto): Answer {
    for (const each of updates) update.transform(each);
    return { results: [] };
  }

  /** The envelope alone. */
  @Post('envelope')
  @HttpCode(200)
  envelope(@Body(envelope) _updates: OrderUpdatesDto): Answer {
    return { results: [] };
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

/** An application with these handlers, without guards, keys, filters or headers of its own. */
export function emptyApp(): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), { logger: false });
}
