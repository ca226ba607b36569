import { distortDelivery } from './distort-delivery.js';
import { Random } from './random.js';
import { SimulatedExchange } from './simulated-exchange.js';
import type { SimulatedExchangeOptions, SimulatedMessage } from './simulated-exchange.js';
import { SIMULATED_MARKETS } from './simulated-market.js';
import { streamText } from './stream-line.js';

/** A stream that ships with the package. */
export interface SampleStream {
  readonly file: string;
  readonly text: string;
}

/** The sample streams of `examples/streams`, always the same ones. */
export function sampleStreams(): readonly SampleStream[] {
  return [
    { file: 'one-market.jsonl', text: simulated(1, 8, { markets: SIMULATED_MARKETS.slice(0, 1) }) },
    { file: 'four-markets.jsonl', text: simulated(2, 20) },
    { file: 'contract-size.jsonl', text: simulated(3, 8, { markets: SIMULATED_MARKETS.slice(2, 3) }) },
    { file: 'rounded-averages.jsonl', text: simulated(4, 8, { averageDigits: 8 }) },
    { file: 'late-and-twice.jsonl', text: lateAndTwice(5, 12) },
  ];
}

function simulated(seed: number, orders: number, options?: SimulatedExchangeOptions): string {
  return streamText(new SimulatedExchange(seed, options).run(orders));
}

/** Order updates that come twice or late, and at the end the positions that must have come out all the same. */
function lateAndTwice(seed: number, orders: number): string {
  const sent = new SimulatedExchange(seed).run(orders);
  const updates = sent.flatMap((message) => (message.kind === 'order' ? [message.order] : []));
  const faults = { duplicated: 30, lost: 0, late: 30, keepsFillOrder: true };
  const delivered = distortDelivery(updates, new Random(seed), faults).map((order): SimulatedMessage => ({
    kind: 'order',
    ts: order.timestamp ?? 0,
    order,
    realizedPnl: null,
  }));
  const positions = new Map(
    sent.flatMap((message) => (message.kind === 'position' ? [[message.position.symbol, message]] : [])),
  );
  return streamText([...delivered, ...positions.values()]);
}
