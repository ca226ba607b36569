import type { InstrumentDefinition } from '../../instruments/instrument.js';
import { settleCurrencyOf } from '../../instruments/settle-currency.js';
import type { Liquidity } from '../../ledger/execution.js';
import { Rational } from '../simulator/rational.js';

/** A market of a scripted exchange. Nothing but the symbol is needed: it is linear then, and a contract is one. */
export type ScriptedMarket = Omit<InstrumentDefinition, 'exchange'>;

/** What fills cost, as parts of what was traded (`'0.0005'` is 0.05 %), negative for a rebate. Nothing, unless given. */
export interface FeeRates {
  readonly maker?: string;
  readonly taker?: string;
  /** What the market settles in unless given; for spot, what it quotes. */
  readonly currency?: string;
}

/** A market that nobody described. */
const LINEAR = 'linear';

export function contractSizeOf({ contractSize }: ScriptedMarket): Rational {
  return Rational.of(contractSize ?? '1');
}

export function kindOf({ kind }: ScriptedMarket): NonNullable<ScriptedMarket['kind']> {
  return kind ?? LINEAR;
}

/** What so many contracts are worth at a price, in the currency that the market's profit is in. */
export function worthOf(market: ScriptedMarket, quantity: Rational, price: Rational): Rational {
  const amount = quantity.times(contractSizeOf(market));
  return kindOf(market) === 'inverse' ? amount.over(price) : amount.times(price);
}

export function feeOf(rates: FeeRates, liquidity: Liquidity, worth: Rational): string {
  const rate = (liquidity === 'MAKER' ? rates.maker : rates.taker) ?? '0';
  return Rational.of(rate).times(worth).toDecimal();
}

export function feeCurrencyOf(market: ScriptedMarket, rates: FeeRates): string {
  const ofKind = kindOf(market) === 'inverse' ? market.base : market.quote;
  return rates.currency ?? market.settle ?? ofKind ?? settleCurrencyOf(market.symbol) ?? 'USDT';
}
