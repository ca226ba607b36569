import type { Mapped } from '../exchanges/mapped.js';
import type { InstrumentDefinition } from '../instruments/instrument.js';
import type { OrderRequest } from '../testing/exchange/scripted-order.js';

/** What the exchange tells the app. */
export type ToApp =
  | {
      readonly kind: 'connected';
      readonly instruments: readonly InstrumentDefinition[];
      /** What happened since the time that the app named: some of it may be known. */
      readonly missed: readonly Mapped[];
      /** The client ids that the app named and that the exchange never had. */
      readonly unknown: readonly string[];
    }
  | { readonly kind: 'message'; readonly message: Mapped }
  | { readonly kind: 'price'; readonly symbol: string; readonly ticks: number; readonly timestamp: number }
  /** Trading ends. */
  | { readonly kind: 'halt' };

/** What the app tells the exchange, and the supervisor. */
export type FromApp =
  | { readonly kind: 'listening'; readonly url: string }
  | {
      readonly kind: 'connect';
      /** From when on messages may have been missed (exchange's clock, ms). */
      readonly since: number;
      /** The client ids of orders that were not answered. */
      readonly inFlight: readonly string[];
    }
  | { readonly kind: 'submit'; readonly order: OrderRequest }
  | { readonly kind: 'cancel'; readonly id: string }
  /** Everything that was told before `halt` is applied. */
  | { readonly kind: 'halted' };
