/** An instrument of the simulated exchange. */
export interface SimulatedMarket {
  readonly symbol: string;
  /** Units of the base per contract, a decimal. */
  readonly contractSize: string;
  /** Fraction digits of its prices. */
  readonly priceDigits: number;
  /** Fraction digits of its quantities. */
  readonly amountDigits: number;
}

export const SIMULATED_MARKETS: readonly SimulatedMarket[] = [
  { symbol: 'BTCUSDT-PERP', contractSize: '1', priceDigits: 1, amountDigits: 3 },
  { symbol: 'ETHUSDT-PERP', contractSize: '1', priceDigits: 2, amountDigits: 3 },
  { symbol: 'BTC-USDT-SWAP', contractSize: '0.01', priceDigits: 1, amountDigits: 0 },
  { symbol: 'DOGEUSDT-PERP', contractSize: '1', priceDigits: 5, amountDigits: 0 },
];
