import { EventEmitter } from 'node:events';
import type { SimulatedAccount, SimulatedMessage } from 'nestjs-trading-cache/testing';

/** What both SDKs' WebSocket clients do: they emit events, connect again by themselves, and say so. */
export abstract class SimulatedStream extends EventEmitter {
  private isConnected = false;

  constructor(protected readonly account: SimulatedAccount) {
    super();
  }

  /** Lets at least so many things happen, and all of the last millisecond. */
  play(messages: number): void {
    for (let played = 0; played < messages || this.account.isInMoment; played++) {
      const message = this.account.next();
      if (this.isConnected) this.say(message);
    }
  }

  disconnect(): void {
    this.isConnected = false;
  }

  reconnect(): void {
    this.isConnected = true;
    this.emit('reconnected', { wsKey: 'simulated' });
  }

  closeAll(): void {
    this.isConnected = false;
    this.removeAllListeners();
  }

  protected connect(): void {
    this.isConnected = true;
  }

  protected abstract say(message: SimulatedMessage): void;
}
