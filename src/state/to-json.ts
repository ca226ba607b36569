/**
 * Any value as JSON text.
 *
 * @param fault makes the error to throw, of what is wrong with it.
 */
export function toJson(value: unknown, fault: (reason: string) => Error): string {
  let json: string | undefined;
  let isFinite = true;
  try {
    json = JSON.stringify(value);
    // NaN and the infinities are written as null: only a text with null can have hidden one.
    if (json?.includes('null')) isFinite = hasFiniteNumbers(value);
  } catch (cause) {
    throw fault(`cannot be written as JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  if (json === undefined) throw fault('cannot be written as JSON');
  if (!isFinite) throw fault('must not hold NaN or an infinite number, which JSON does not have');
  return json;
}

function hasFiniteNumbers(value: unknown): boolean {
  let areFinite = true;
  JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) areFinite = false;
    return each;
  });
  return areFinite;
}
