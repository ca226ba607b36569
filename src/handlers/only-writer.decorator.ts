import { InvalidHandlerError } from './handlers.errors.js';

const ONLY_WRITER = 'nestjs-trading-cache:only-writer';

/** Tells for each instance of a class with such methods whether this process writes a scope. */
const writers = new WeakMap<object, IsWriter>();

/** Whether this process writes a scope; the unnamed one unless its name is given. */
type IsWriter = (scope?: string) => boolean;

/**
 * Runs a method, such as a cron's, only in the process that writes a scope; elsewhere it returns undefined at once.
 *
 * @param scope the name of the scope; the unnamed one unless given.
 */
export function OnlyWriter(scope?: string): MethodDecorator {
  return (target, key, descriptor) => {
    const method = descriptor.value as unknown as (...args: unknown[]) => unknown;
    const guarded = function (this: object, ...args: unknown[]): unknown {
      const isWriter = writers.get(this);
      if (isWriter === undefined)
        throw new InvalidHandlerError(
          `${target.constructor.name}.${String(key)}`,
          'its class is no provider of an application that imports TradingCacheModule',
        );
      return isWriter(scope) ? method.apply(this, args) : undefined;
    };
    // What other decorators said of the method holds for what stands in its place.
    for (const name of Reflect.getMetadataKeys(method) as string[])
      Reflect.defineMetadata(name, Reflect.getMetadata(name, method), guarded);
    Object.defineProperty(guarded, 'name', { value: method.name });
    Reflect.defineMetadata(ONLY_WRITER, true, guarded);
    descriptor.value = guarded as never;
  };
}

/** Whether a method runs only in the process that writes a scope. */
export function isOnlyWriter(method: object): boolean {
  return Reflect.hasMetadata(ONLY_WRITER, method);
}

/** From now on the methods of this instance can be called. */
export function setWriter(instance: object, isWriter: IsWriter): void {
  writers.set(instance, isWriter);
}
