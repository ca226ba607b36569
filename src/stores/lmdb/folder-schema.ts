import { scopeIdOf, scopeName } from '../scope-id.js';
import { SCHEMA } from '../state-schema.js';
import { StateSchemaError } from '../store.errors.js';
import type { LmdbTables } from './lmdb-tables.js';
import { readSchema } from './scope-meta.js';

/** Why this release does not read a scope in a folder; null if it does. */
export function refusalOf(tables: LmdbTables, folder: string, scopeKey: string): StateSchemaError | null {
  const schema = readSchema(tables, scopeKey);
  if (schema === SCHEMA) return null;
  return new StateSchemaError(
    scopeName(scopeIdOf(scopeKey)),
    `the folder ${folder}`,
    schema,
    'Give another folder, or delete this one.',
  );
}
