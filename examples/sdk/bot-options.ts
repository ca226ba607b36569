export interface BotOptions {
  /** How long (ms) the exchanges' REST answers may lag behind their streams, or the other way round. */
  readonly graceMs: number;
  /** How long (ms) to wait before what failed is tried again. */
  readonly retryMs: number;
}

/** Injects the options. */
export const BOT_OPTIONS = Symbol('bot options');
