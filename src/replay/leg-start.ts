/** What was held of a leg when a recording began, as the command line says. Decimals; a short is negative. */
export interface LegStart {
  readonly signedAmount: string;
  readonly entryPrice: string;
  /** What its exchange had realized by then, in its own way of counting; null if that is not given. */
  readonly realizedPnl: string | null;
}

/** Starts by the key of their leg. A leg without one begins flat. */
export type LegStarts = ReadonlyMap<string, LegStart>;
