import type { OrderUpdate } from '../orders/order.js';
import { endState, firstDifference, textOf } from './end-state.js';
import type { EndState } from './end-state.js';
import { lastSaid } from './last-said.js';
import type { LegStarts } from './leg-start.js';
import { firstOrders, legKey, legOfOrder } from './leg.js';
import type { DeliveryTarget } from './replay-target.js';
import { SaidComparison } from './said-comparison.js';
import { shuffledDelivery } from './shuffled-delivery.js';
import { startAdoption } from './start-adoption.js';
import type { StreamLine } from './stream.js';
import { Verdict } from './verdict.js';

/** How the deliveries of a recording came out. */
export interface ShuffleResult {
  /** Order updates of the recording. */
  readonly messages: number;
  /** Random orders that they were delivered in. */
  readonly deliveries: number;
  /** Distinct end states, that of the recorded order among them. */
  readonly endStates: number;
  /** Legs whose end was compared with the exchange's last position message. */
  readonly legs: number;
  readonly differences: readonly string[];
  readonly notes: readonly string[];
}

/** Delivers the order updates of a recording in random orders, and compares where they end. */
export class ShuffleCase {
  private readonly verdict = new Verdict();
  private readonly updates: readonly OrderUpdate[];
  private readonly lastSaid;

  /**
   * @param starts what was held when the recording began; adopted before anything is delivered.
   * @param seed of the first random order; the next ones have the seeds after it.
   */
  constructor(
    private readonly lines: readonly StreamLine[],
    private readonly starts: LegStarts,
    private readonly open: () => Promise<DeliveryTarget>,
    private readonly deliveries: number,
    private readonly seed: number,
  ) {
    this.updates = lines.flatMap((line) => (line.kind === 'order' ? [line.update] : []));
    this.lastSaid = lastSaid(lines);
  }

  async run(onDelivery: () => void): Promise<ShuffleResult> {
    const { updates, deliveries, verdict } = this;
    const messages = updates.length;
    if (messages === 0) {
      const notes = ['no orders in it: nothing to deliver'];
      return { messages, deliveries: 0, endStates: 0, legs: 0, differences: [], notes };
    }
    const inOrder = await this.deliver(updates, 'in the recorded order');
    onDelivery();
    const endStates = new Set([textOf(inOrder)]);
    for (let at = 0; at < deliveries; at++) {
      const seed = this.seed + at;
      const name = `--shuffle 1 --seed ${seed}`;
      const state = await this.deliver(shuffledDelivery(updates, seed), name);
      const difference = firstDifference(state, inOrder);
      verdict.check(difference === null, () => `${name}: ${difference}`);
      endStates.add(textOf(state));
      onDelivery();
    }
    this.noteTimeless();
    const { differences, notes } = verdict;
    return {
      messages,
      deliveries,
      endStates: endStates.size,
      legs: this.lastSaid.length,
      differences,
      notes,
    };
  }

  /** Delivers messages into a fresh scope. @returns where it ends. */
  private async deliver(messages: readonly OrderUpdate[], name: string): Promise<EndState> {
    const target = await this.open();
    try {
      for (const first of firstOrders(this.lines)) {
        const leg = legOfOrder(first);
        const start = this.starts.get(legKey(leg));
        if (start !== undefined) await target.adopt(startAdoption(leg, start, this.lines));
      }
      for (const message of messages) {
        const { outcome, field, reason } = await target.apply(message);
        const isRejected = outcome === 'rejected';
        if (isRejected)
          this.verdict.check(false, () => `${name}: order ${message.id} was rejected: ${field} ${reason}`);
      }
      await this.compareLastSaid(target, name);
      return endState(await target.state());
    } finally {
      await target.close();
    }
  }

  private async compareLastSaid(target: DeliveryTarget, name: string): Promise<void> {
    for (const { leg, said, fills } of this.lastSaid) {
      const comparison = new SaidComparison(leg, this.starts.get(legKey(leg)) ?? null, this.verdict);
      comparison.compare(said, await target.position(leg), fills, name);
    }
  }

  private noteTimeless(): void {
    const timeless = this.updates.filter(({ timestamp }) => timestamp == null).length;
    if (timeless > 0)
      this.verdict.note(
        `messages without a time: ${timeless}; they count as of when they come, so that their order may matter`,
      );
  }
}
