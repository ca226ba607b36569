/** What exchanges append to a symbol to say that it is a perpetual or a dated contract. */
const CONTRACT_SUFFIX = /(?:[-_./:]?(?:PERP|PERPETUAL|SWAP)|[-_./:](?:P|\d{6,8}))$/i;

const STEMS = new Map<string, string>();
const MAX_STEMS = 10_000;

/**
 * Whether a fee in this currency reduces the profit of a market that no instrument was registered for: profit is in the
 * currency that the symbol quotes (`BTCUSDT`, `BTC-USDC-SWAP`, `BTC/USDT:USDT`), so a fee counts if the symbol ends in its
 * currency.
 */
export function quotesCurrency(symbol: string, currency: string): boolean {
  const stem = stemOf(symbol);
  return stem.length > currency.length && stem.endsWith(currency.toUpperCase());
}

/** A symbol without its suffix. Known ones are looked up: every read of a position asks for its. */
function stemOf(symbol: string): string {
  const known = STEMS.get(symbol);
  if (known !== undefined) return known;
  const stem = symbol.replace(CONTRACT_SUFFIX, '').toUpperCase();
  if (STEMS.size >= MAX_STEMS) STEMS.clear();
  STEMS.set(symbol, stem);
  return stem;
}

/** Whether an amount in this currency is one of a market's profits: in what it settles in, or, where that is not known, in what it quotes. */
export function settlesIn(symbol: string, settle: string | null, currency: string): boolean {
  return settle === null ? quotesCurrency(symbol, currency) : currency === settle;
}

/** The currency of a profit where neither an instrument nor the symbol tells it. */
export const UNKNOWN_CURRENCY = 'unknown';

const QUOTED = [
  'USDT',
  'USDC',
  'FDUSD',
  'BUSD',
  'TUSD',
  'USDE',
  'DAI',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'TRY',
  'BRL',
  'BTC',
  'ETH',
  'BNB',
];

/** The currency that a market's profit is in, told from its symbol as above; null if the symbol tells none. */
export function settleCurrencyOf(symbol: string): string | null {
  return QUOTED.find((currency) => quotesCurrency(symbol, currency)) ?? null;
}
