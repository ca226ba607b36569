import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Position } from '../positions/position.js';
import { counted } from '../errors/counted.js';
import { comparePositions } from './compare-positions.js';
import type { HeldPosition } from './compare-positions.js';
import { DemoApp } from './demo-app.js';
import { DemoExchange } from './demo-exchange.js';
import type { FromApp, ToApp } from './demo-message.js';

const SECOND_MS = 1_000;
const TURN_MS = 200;
const SCOPE = 'market-maker/demo';

export interface DemoOptions {
  /** How long it runs (s); null until `end`. */
  readonly seconds: number | null;
  /** How often the app is killed (s); null for never. */
  readonly crashEvery: number | null;
  readonly seed: number;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * What else is compared with the exchange at the end, while the app still answers at a URL.
   *
   * @returns how it differs, in words.
   */
  readonly compareAlso?: (url: string, held: readonly HeldPosition[]) => Promise<readonly string[]>;
}

/**
 * Runs the app with a strategy in it, kills it now and then, and starts it again. The exchange is here, and survives.
 *
 * @param end ends it.
 * @param say is told what happens.
 * @returns whether at the end the app's positions equal those of the exchange.
 * @throws {DemoAppError} if the app cannot start.
 */
export async function runDemo(
  options: DemoOptions,
  end: AbortSignal,
  say: (line: string) => void,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'trading-cache-demo-'));
  const demo = new Demo(options, folder, say);
  try {
    return await Promise.race([demo.run(end), demo.app.failure]);
  } finally {
    demo.stop();
    await demo.app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

class Demo {
  readonly app: DemoApp;
  private readonly exchange: DemoExchange;
  private crashes = 0;
  private killedAt: number | null = null;
  private isHalting = false;
  private crash: NodeJS.Timeout | undefined;
  private readonly turns: NodeJS.Timeout;
  private halted!: () => void;
  /** Resolves when the app has applied everything. */
  private readonly done = new Promise<void>((resolve) => (this.halted = resolve));

  constructor(
    private readonly options: DemoOptions,
    folder: string,
    private readonly say: (line: string) => void,
  ) {
    const environment = {
      ...options.environment,
      HOST: '127.0.0.1',
      STORE_URL: `file:${folder}`,
      SCOPES: SCOPE,
      LOG_LEVEL: options.environment['LOG_LEVEL'] ?? 'error',
    };
    const tell = (message: ToApp): void => this.app.tell(message);
    this.exchange = new DemoExchange(tell, options.seed);
    this.app = new DemoApp(
      environment,
      (message) => this.hear(message),
      () => this.wentDown(),
    );
    this.turns = setInterval(() => this.exchange.turn(), TURN_MS);
  }

  async run(end: AbortSignal): Promise<boolean> {
    await ended(end, this.options.seconds);
    this.isHalting = true;
    this.stop();
    // An app that is just coming back is told when it is there.
    this.exchange.halt();
    await this.done;
    const theirs = this.exchange.positions();
    const held = theirs.map((each) => ({ ...each, funding: this.exchange.funding(each.symbol) }));
    const differences = comparePositions(await this.positions(), held);
    const { compareAlso } = this.options;
    if (compareAlso !== undefined) differences.push(...(await compareAlso(this.app.url as string, held)));
    for (const difference of differences) this.say(difference);
    const outcome = differences.length === 0 ? 'equal' : 'DIFFER FROM';
    this.say(
      `The app's ${held.length} positions ${outcome} those of the exchange, after ${counted(this.exchange.fills, 'fill')} and ${counted(this.crashes, 'crash', 'crashes')}.`,
    );
    return differences.length === 0;
  }

  stop(): void {
    clearInterval(this.turns);
    clearTimeout(this.crash);
  }

  private hear(message: FromApp): void {
    switch (message.kind) {
      case 'listening':
        this.cameUp(message.url);
        break;
      case 'connect':
        this.exchange.connect(message.since, message.inFlight);
        if (this.isHalting) this.app.tell({ kind: 'halt' });
        break;
      case 'submit':
        this.exchange.submit(message.order);
        break;
      case 'cancel':
        this.exchange.cancel(message.id);
        break;
      case 'halted':
        this.halted();
    }
  }

  private cameUp(url: string): void {
    if (this.killedAt === null) this.say(`Look at ${url}/ (Ctrl-C ends it and compares positions).`);
    else this.say(`The app is back after ${((Date.now() - this.killedAt) / SECOND_MS).toFixed(1)} s.`);
    const { crashEvery } = this.options;
    if (crashEvery === null || this.isHalting) return;
    this.crash = setTimeout(() => this.app.kill(), crashEvery * SECOND_MS);
  }

  private wentDown(): void {
    clearTimeout(this.crash);
    this.killedAt = Date.now();
    this.say(`Crash ${++this.crashes}, after ${counted(this.exchange.fills, 'fill')}: the app was killed.`);
  }

  private async positions(): Promise<readonly Position[]> {
    const response = await fetch(`${this.app.url}/v1/scopes/${SCOPE}/positions?state=all`);
    return ((await response.json()) as { readonly positions: readonly Position[] }).positions;
  }
}

/** Resolves at the end, or after so many seconds. */
function ended(end: AbortSignal, seconds: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = seconds === null ? undefined : setTimeout(resolve, seconds * SECOND_MS);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (end.aborted) stop();
    else end.addEventListener('abort', stop, { once: true });
  });
}
