import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SCOPE, updateOf } from './messages.js';

/** What a client saw who does what is usual, while others flood the app. */
export interface Service {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  /** Answers that were not what they should be; there must be none. */
  readonly failures: readonly string[];
}

const PAUSE_MS = 10;
/** Orders that it had before the flood: nothing that is told of them may be refused. */
const ORDERS = 20;

/** Tells of its own orders and asks for them, one request after the other, over a connection that it had before. */
export class HonestClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly timesMs: number[] = [];
  private readonly failures: string[] = [];
  private price = 1;
  private isOver = false;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly url: string) {}

  /** Creates its orders, and goes on telling of them from now on. */
  async start(): Promise<void> {
    for (let at = 0; at < ORDERS; at++) await this.tell(at);
    this.timesMs.length = 0;
    this.running = this.run();
  }

  async end(): Promise<Service> {
    this.isOver = true;
    await this.running;
    this.agent.destroy();
    const sorted = this.timesMs.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return {
      requests: sorted.length,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      mostMs: at(1),
      failures: this.failures,
    };
  }

  private async run(): Promise<void> {
    for (let turn = 0; !this.isOver; turn++) {
      await this.tell(turn % ORDERS).catch((error: unknown) => this.failures.push(String(error)));
      await this.look(turn % ORDERS).catch((error: unknown) => this.failures.push(String(error)));
      await sleep(PAUSE_MS);
    }
  }

  /** A new price of a known order: it must be applied. */
  private async tell(at: number): Promise<void> {
    const update = updateOf(`honest-${at}`, {
      price: String(this.price++),
      timestamp: 1_700_000_000_000 + this.price,
    });
    const { status, text } = await this.ask(
      'POST',
      `${SCOPE}/order-updates`,
      JSON.stringify({ updates: [update] }),
    );
    if (status !== 200 || !text.includes('"applied"')) this.failures.push(`POST ${status} ${text}`);
  }

  private async look(at: number): Promise<void> {
    const { status, text } = await this.ask('GET', `${SCOPE}/orders/honest-${at}`);
    if (status !== 200) this.failures.push(`GET ${status} ${text}`);
  }

  private ask(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, {
        method,
        agent: this.agent,
        headers: { 'content-type': 'application/json' },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          this.timesMs.push(performance.now() - began);
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
      sent.end(body);
    });
  }
}
