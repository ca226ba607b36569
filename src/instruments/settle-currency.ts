/** What exchanges append to a symbol to say that it is a perpetual or a dated contract. */
const CONTRACT_SUFFIX = /(?:[-_./:]?(?:PERP|PERPETUAL|SWAP)|[-_./:](?:P|\d{6,8}))$/i;

/** What is known of a symbol: every read of a position asks, nearly always for one currency. */
interface KnownSymbol {
  /** Without its suffix. */
  readonly stem: string;
  asked: string;
  isQuoted: boolean;
}

const KNOWN = new Map<string, KnownSymbol>();
const MAX_KNOWN = 10_000;

/**
 * Whether a fee in this currency reduces the profit of a market that no instrument was registered for: profit is in the
 * currency that the symbol quotes (`BTCUSDT`, `BTC-USDC-SWAP`, `BTC/USDT:USDT`), so a fee counts if the symbol ends in its
 * currency.
 */
export function quotesCurrency(symbol: string, currency: string): boolean {
  const known = KNOWN.get(symbol);
  if (known?.asked === currency) return known.isQuoted;
  const stem = known?.stem ?? symbol.replace(CONTRACT_SUFFIX, '').toUpperCase();
  const isQuoted = stem.length > currency.length && stem.endsWith(currency.toUpperCase());
  if (known !== undefined) {
    known.asked = currency;
    known.isQuoted = isQuoted;
    return isQuoted;
  }
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(symbol, { stem, asked: currency, isQuoted });
  return isQuoted;
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
