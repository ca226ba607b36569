import type { NewOrder } from 'nestjs-trading-cache';
import type { ScriptedExchange } from 'nestjs-trading-cache/testing';
import { ExchangeClient } from './exchange-client.js';

/** The exchange as a test plays it. */
export class ScriptedClient extends ExchangeClient {
  constructor(private readonly exchange: ScriptedExchange) {
    super();
  }

  async submit(order: NewOrder): Promise<void> {
    this.exchange.submit(order);
  }

  async requestCancel(id: string): Promise<void> {
    this.exchange.requestCancel(id);
  }
}
