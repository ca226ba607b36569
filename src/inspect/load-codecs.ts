import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateCodec } from '../cache/deflate-codec.js';
import { RecordCodecs } from '../stores/record-codec.js';
import type { RecordCodec } from '../stores/record-codec.js';
import { InspectUsageError } from './inspect.errors.js';

/** The codecs of this package, and those that modules export by default. @throws {InspectUsageError} naming a file that does not. */
export async function loadCodecs(files: readonly string[]): Promise<RecordCodecs> {
  return new RecordCodecs(await codecsIn(files));
}

/** The same, as the option `codec` takes them. @throws {InspectUsageError} naming a file that does not. */
export async function codecsIn(files: readonly string[]): Promise<readonly RecordCodec[]> {
  const codecs: RecordCodec[] = [deflateCodec];
  for (const file of files) {
    const module = await moduleOf(file);
    const { name, encode, decode } = module.default ?? {};
    if (typeof name !== 'string' || typeof encode !== 'function' || typeof decode !== 'function')
      throw new InspectUsageError(`${file} has no default export with name, encode and decode.`);
    codecs.push(module.default as RecordCodec);
  }
  return codecs;
}

async function moduleOf(file: string): Promise<{ readonly default?: Partial<RecordCodec> }> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: Partial<RecordCodec> };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new InspectUsageError(
      `The codec ${file} cannot be loaded (${reason}). Name a module that exists.`,
      { cause },
    );
  }
}
