/** The fields of a row as they came: of whatever type, and undefined where they are missing. */
export type Fields<Name extends string> = Readonly<Record<Name, unknown>>;

/** Whether a value is an object with fields: no array, no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in a field whose name comes from outside: an asset may be called `constructor`. */
export function ownField(row: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}
