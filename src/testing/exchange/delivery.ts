import type { Mapped } from '../../exchanges/mapped.js';
import { Random } from '../simulator/random.js';

/** What becomes of messages on their way. Nothing unless told. */
export interface DeliveryOptions {
  /** They come in another order: some are held back until the end of the delivery. */
  readonly outOfOrder?: boolean;
  /** Each comes twice. */
  readonly twice?: boolean;
  /** Reports of orders alone come: neither trades nor positions. */
  readonly reportsOnly?: boolean;
  /** Trades alone come: neither reports nor positions. */
  readonly tradesOnly?: boolean;
  /** What decides the order; the same seed, the same order. 1 unless given. */
  readonly seed?: number;
}

/** In how many of a hundred cases a message is held back until a later one has come. */
const HELD_BACK = 60;

/** The way of messages from an exchange to its listeners. */
export class Delivery {
  private readonly random: Random;
  private readonly kind: Mapped['kind'] | null;
  private held: Mapped[] = [];
  private isReleasing = false;

  constructor(
    private readonly options: DeliveryOptions,
    private readonly arrive: (message: Mapped) => void,
  ) {
    this.random = new Random(options.seed ?? 1);
    if (options.reportsOnly === true && options.tradesOnly === true)
      throw new TypeError('Give reportsOnly or tradesOnly, not both: nothing would come.');
    this.kind = options.reportsOnly === true ? 'orders' : options.tradesOnly === true ? 'trades' : null;
  }

  /** Sends what one event made. What a listener causes meanwhile comes after it. */
  send(...messages: readonly Mapped[]): void {
    for (const message of messages) {
      if (this.kind !== null && message.kind !== this.kind) continue;
      this.held.push(...(this.options.twice === true ? [message, message] : [message]));
    }
    this.release(() => this.holdsBack());
  }

  /** Everything that was held back comes. */
  drain(): void {
    this.release(() => false);
  }

  /** Everything that was held back is lost. */
  lose(): void {
    this.held = [];
  }

  private release(holdsBack: () => boolean): void {
    if (this.isReleasing) return;
    this.isReleasing = true;
    try {
      while (this.held.length > 0 && !holdsBack()) this.arrive(this.next());
    } finally {
      this.isReleasing = false;
    }
  }

  private holdsBack(): boolean {
    return this.options.outOfOrder === true && this.random.chance(HELD_BACK);
  }

  private next(): Mapped {
    const at = this.options.outOfOrder === true ? this.random.integer(0, this.held.length - 1) : 0;
    return this.held.splice(at, 1)[0] as Mapped;
  }
}
