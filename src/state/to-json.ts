/**
 * Any value as JSON text.
 *
 * @param fault makes the error to throw, of what is wrong with it.
 */
export function toJson(value: unknown, fault: (reason: string) => Error): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw fault(`cannot be written as JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  if (json === undefined) throw fault('cannot be written as JSON');
  return json;
}
