/** Bybit's product types. */
export type BybitCategory = 'spot' | 'linear' | 'inverse' | 'option';

export const BYBIT = 'bybit';
const BYBIT_SPOT = 'bybit-spot';

export const CATEGORIES: ReadonlyMap<string, BybitCategory> = new Map([
  ['spot', 'spot'],
  ['linear', 'linear'],
  ['inverse', 'inverse'],
  ['option', 'option'],
]);

const USDC_CONTRACT = /^[A-Z0-9]+(?:PERP|-\d{1,2}[A-Z]{3}\d{2}(?:-\d+(?:\.\d+)?-[CP])?)$/;
const USDT_CONTRACT = /^[A-Z0-9]+USDT(?:-\d{1,2}[A-Z]{3}\d{2})?$|-USDT$/;
const INVERSE_CONTRACT = /^([A-Z0-9]+?)USD(?:[HMUZ]\d{2})?$/;

/** Spot has the same symbols as linear contracts (`BTCUSDT`) and must not meet them in one position: it is an exchange of its own. */
export function exchangeOf(category: BybitCategory): string {
  return category === 'spot' ? BYBIT_SPOT : BYBIT;
}

/** The currency that a contract's fees and profits are in, told from its symbol; null on spot, and where the symbol tells none. */
export function settleCurrency(category: BybitCategory, symbol: string): string | null {
  if (category === 'spot') return null;
  if (category === 'inverse') return INVERSE_CONTRACT.exec(symbol)?.[1] ?? null;
  if (USDT_CONTRACT.test(symbol)) return 'USDT';
  return USDC_CONTRACT.test(symbol) ? 'USDC' : null;
}
