export interface BotOptions {
  /** What the exchange is called in the cache: ccxt's structures do not name it. */
  readonly exchange: string;
  /** What the bot trades, in ccxt's names. Whatever else the account does is left alone. */
  readonly symbols: readonly string[];
  /** How long (ms) the exchange's REST answers may lag behind its streams, or the other way round. */
  readonly graceMs: number;
  /** How long (ms) to wait before what failed is tried again. */
  readonly retryMs: number;
}

/** Injects the options. */
export const BOT_OPTIONS = Symbol('bot options');
