/** A market of the demo. Prices are whole ticks, so that none is ever rounded. */
export interface DemoMarket {
  readonly symbol: string;
  /** Units of the base per contract. */
  readonly contractSize: string;
  /** Fraction digits of a price: a tick is one of the last. */
  readonly digits: number;
  /** The first price. */
  readonly ticks: number;
  /** By how much a price moves at most at a time. */
  readonly step: number;
  /** How far from the price the strategy quotes. */
  readonly spread: number;
  /** What it quotes, in contracts. */
  readonly amount: string;
  /** It holds no more than that, in contracts. */
  readonly limit: string;
}

export const DEMO_EXCHANGE = 'demo';

export const DEMO_MARKETS: readonly DemoMarket[] = [
  { symbol: 'BTCUSDT-PERP', contractSize: '1', digits: 1, ticks: 654_321, step: 60, spread: 70, amount: '0.02', limit: '0.1' },
  { symbol: 'ETHUSDT-PERP', contractSize: '1', digits: 2, ticks: 345_678, step: 40, spread: 45, amount: '0.5', limit: '2.5' },
  { symbol: 'BTC-USDT-SWAP', contractSize: '0.01', digits: 1, ticks: 654_400, step: 60, spread: 80, amount: '3', limit: '15' },
  { symbol: 'SOLUSDT-PERP', contractSize: '1', digits: 3, ticks: 151_234, step: 30, spread: 35, amount: '10', limit: '50' },
]; // prettier-ignore

/** A price in ticks as a decimal. */
export function priceText({ digits }: DemoMarket, ticks: number): string {
  const text = String(ticks).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
