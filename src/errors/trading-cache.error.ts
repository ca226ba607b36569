/** Every error of this package: a stable `code`, and a message that ends in what to do. */
export abstract class TradingCacheError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
