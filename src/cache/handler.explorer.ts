import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { FillHandlerFilter, HandledKind } from '../handlers/handler-definition.js';
import { matchesHandler } from '../handlers/handler-filter.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { handlerMarks } from '../handlers/handler.decorators.js';
import type { HandlerMark } from '../handlers/handler.decorators.js';
import { InvalidHandlerError } from '../handlers/handlers.errors.js';
import { isOnlyWriter, setWriter } from '../handlers/only-writer.decorator.js';
import { CacheManager } from './cache.manager.js';
import { DEFAULT_SCOPE } from './cache.options.js';

const ATTEMPTS = 10;

type InstanceWrapper = ReturnType<DiscoveryService['getProviders']>[number];

type Method = (event: unknown, context: HandlerContext) => unknown;

/** What a handler is given beside the event. */
export interface HandlerContext {
  /** The cache of the scope that the event is of. */
  readonly cache: ReturnType<CacheManager['cache']>;
}

/** Finds the handlers among the providers and controllers of an application. */
@Injectable()
export class HandlerExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly registry: HandlerRegistry,
    private readonly manager: CacheManager,
  ) {}

  /** @throws {InvalidHandlerError} if a handler's class is no singleton, its scope is not there, or two have one durable name. */
  explore(): void {
    const durable = new Set<string>();
    const seen = new Set<unknown>();
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const prototype = prototypeOf(wrapper);
      // A provider may have several names.
      if (prototype === null || seen.has(wrapper.instance)) continue;
      if (wrapper.instance) seen.add(wrapper.instance);
      for (const key of this.scanner.getAllMethodNames(prototype)) {
        const method = prototype[key] as Method;
        // A provider may be named by a symbol.
        const name = `${String(wrapper.name)}.${key}`;
        for (const mark of handlerMarks(method)) {
          this.check(name, wrapper, mark, durable);
          this.add(name, wrapper.instance as object, key, mark);
        }
        if (isOnlyWriter(method) && wrapper.instance !== null)
          setWriter(wrapper.instance as object, (scope) => this.manager.cache(scope).isWriter);
      }
    }
  }

  private check(
    name: string,
    wrapper: InstanceWrapper,
    { kind, filter }: HandlerMark,
    durable: Set<string>,
  ): void {
    if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient)
      throw new InvalidHandlerError(name, 'its class is not a singleton; give it the default scope');
    const { scope = DEFAULT_SCOPE } = filter;
    if (scope !== '*') this.manager.cache(scope);
    const cursor = kind === 'fill' ? (filter as FillHandlerFilter).durable : undefined;
    if (cursor === undefined) return;
    if (cursor === '') throw new InvalidHandlerError(name, 'its durable name is empty');
    if (durable.has(cursor))
      throw new InvalidHandlerError(name, `the durable name ${JSON.stringify(cursor)} is taken by another`);
    durable.add(cursor);
  }

  private add(name: string, instance: object, key: string, { kind, filter }: HandlerMark): void {
    const { scope = DEFAULT_SCOPE, attempts = ATTEMPTS } = filter;
    const { durable = null } = filter as FillHandlerFilter;
    this.registry.add(scope, (of) => {
      // Not at each call: a scope may be closed by then, which is told too.
      const context: HandlerContext = { cache: this.manager.cache(of) };
      return {
        name,
        kind,
        durable,
        attempts,
        matches: (event) =>
          matchesHandler(kind, filter as Parameters<typeof matchesHandler<HandledKind>>[1], event),
        // By its name at each call, so that a spy of a test is called.
        handle: (event) => (instance as Record<string, Method>)[key]?.call(instance, event, context),
      };
    });
  }
}

function prototypeOf({ metatype, instance }: InstanceWrapper): Record<string, unknown> | null {
  if (typeof instance === 'object' && instance !== null)
    return Object.getPrototypeOf(instance) as Record<string, unknown> | null;
  const prototype: unknown = typeof metatype === 'function' ? metatype.prototype : null;
  return (prototype ?? null) as Record<string, unknown> | null;
}
