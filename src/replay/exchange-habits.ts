/** How an exchange tells of positions, as far as comparing needs to know. */
export interface ExchangeHabits {
  /**
   * - `next-fill`: the message of a fill comes just before the order update that explains it.
   * - `as-it-comes`: it tells what holds when it comes.
   */
  readonly positionsTell: 'next-fill' | 'as-it-comes';
  /**
   * To how many fraction digits its entry prices are rounded, half up; it may have changed over the years. Where none are
   * known, to as many as it wrote.
   */
  readonly entryDigits: readonly number[];
  /**
   * - `gross`: lifetime, before fees.
   * - `net`: lifetime, fees taken off.
   * - `position`: of the current position only, with fees and funding, which order updates do not tell.
   */
  readonly realized: 'gross' | 'net' | 'position';
  /** How far a closing fill's profit may be off, in units of 10^-18. */
  readonly rounding: bigint;
}

const ONE_IN_A_HUNDRED_MILLION = 10_000_000_000n;

const HABITS = new Map<string, ExchangeHabits>([
  [
    'binance',
    {
      positionsTell: 'next-fill',
      entryDigits: [5, 8],
      realized: 'gross',
      rounding: ONE_IN_A_HUNDRED_MILLION,
    },
  ],
  [
    'bybit',
    { positionsTell: 'as-it-comes', entryDigits: [8], realized: 'net', rounding: ONE_IN_A_HUNDRED_MILLION },
  ],
  [
    'okx',
    {
      positionsTell: 'as-it-comes',
      entryDigits: [8],
      realized: 'position',
      rounding: ONE_IN_A_HUNDRED_MILLION,
    },
  ],
  ['simulated', { positionsTell: 'next-fill', entryDigits: [18], realized: 'gross', rounding: 1n }],
]);

const USUAL: ExchangeHabits = {
  positionsTell: 'as-it-comes',
  entryDigits: [],
  realized: 'position',
  rounding: ONE_IN_A_HUNDRED_MILLION,
};

export function habitsOf(exchange: string): ExchangeHabits {
  return HABITS.get(exchange) ?? USUAL;
}
