import type { SimulatedMessage } from './simulated-exchange.js';

/**
 * A message as a line of a recorded stream: `{"kind": "order"|"position", "exchange", "ts", "raw", "order"|"position"}`. What an
 * order's fill realized rides along as `exchangeRealizedPnl`, for checking only.
 */
export function streamLine(message: SimulatedMessage): string {
  const head = { kind: message.kind, exchange: 'simulated', ts: message.ts };
  if (message.kind === 'position') {
    return JSON.stringify({
      ...head,
      raw: { e: 'POSITION' },
      position: { ...message.position, ts: message.ts },
    });
  }
  const order = { ...message.order, exchangeRealizedPnl: message.realizedPnl };
  return JSON.stringify({ ...head, raw: { e: 'ORDER' }, order });
}

/** The text of a stream file. */
export function streamText(messages: readonly SimulatedMessage[]): string {
  return messages.map((message) => `${streamLine(message)}\n`).join('');
}
