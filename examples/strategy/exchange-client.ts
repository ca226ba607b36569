import type { NewOrder } from 'nestjs-trading-cache';

/** What the strategy asks of an exchange. What becomes of it comes with the exchange's stream. */
export abstract class ExchangeClient {
  /** Sends an order. It rejects where the exchange refuses the request. */
  abstract submit(order: NewOrder): Promise<void>;

  /** Asks for an order to be canceled. It rejects where the exchange refuses the request. */
  abstract requestCancel(id: string): Promise<void>;
}
