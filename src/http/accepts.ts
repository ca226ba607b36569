/**
 * Whether a request wants another media type than JSON: its `Accept` header names that type, and JSON with no larger weight. A wildcard
 * names neither.
 */
export function accepts(header: string | undefined, mediaType: string): boolean {
  const weights = new Map(header?.split(',').map(weightOf));
  const weight = weights.get(mediaType) ?? 0;
  return weight > 0 && weight >= (weights.get('application/json') ?? 0);
}

/** A media range of the header, and its weight (RFC 9110, 12.4.2). */
function weightOf(range: string): readonly [mediaType: string, weight: number] {
  const [mediaType = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [mediaType, weight === undefined ? 1 : Number(weight)];
}
