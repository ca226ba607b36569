import type { PositionFilter } from '../../positions/position-filter.js';

/** The options that say of which market something is shown. */
export const FILTER = { symbol: { type: 'string' }, exchange: { type: 'string' } } as const;

/** The options of `FILTER`, for `--help`. */
export const FILTER_USAGE = `  --symbol SYMBOL, --exchange NAME
                 only those of this market`;

/** The filter that options of `FILTER` say. */
export function filterOf({
  symbol,
  exchange,
}: Pick<PositionFilter, 'symbol' | 'exchange'>): Pick<PositionFilter, 'symbol' | 'exchange'> {
  return { ...(symbol !== undefined && { symbol }), ...(exchange !== undefined && { exchange }) };
}
