import { Injectable } from '@nestjs/common';
import type { NewOrder } from 'nestjs-trading-cache';
import { ExchangeClient } from './exchange-client.js';

const ORDERS = 'https://exchange.example/orders';

/** The exchange as the app reaches it: by REST, signed in whatever way that exchange wants. */
@Injectable()
export class RestClient extends ExchangeClient {
  async submit(order: NewOrder): Promise<void> {
    await this.request('POST', ORDERS, JSON.stringify(order));
  }

  async requestCancel(id: string): Promise<void> {
    await this.request('DELETE', `${ORDERS}/${encodeURIComponent(id)}`);
  }

  private async request(method: string, url: string, body: string | null = null): Promise<void> {
    const response = await fetch(url, { method, body });
    if (!response.ok) throw new Error(await response.text());
  }
}
