import type {
  Aged, BookL1, BookL2, FundingRate, Kline, MarketDataByKind, MarketDataKind, MarketPrice, Trade,
} from '../../market-data/market-data.js'; // prettier-ignore
import { CANDLE } from './examples.js';
import { model } from './model.js';
import { anyOf, choice, count, decimal, maybe, time, tuples } from './schema.js';
import type { Property } from './schema.js';

const KINDS: readonly MarketDataKind[] = [
  'bookL1',
  'bookL2',
  'trade',
  'kline',
  'markPrice',
  'indexPrice',
  'fundingRate',
];

export const marketDataKind = choice(KINDS, 'What kind of value it is.', 'kline');

/** It may be left out of a request; an answer has it. */
const timestamp = maybe(time('When it was so'));
const price = decimal('The price.', '105');

const BookL1Model = model<BookL1>('BookL1', 'Of kind `bookL1`: the best bid and ask.', {
  bid: decimal('The best bid.', '104.9'),
  ask: decimal('The best ask.', '105.1'),
  bidSize: decimal('How much is bid.', '3'),
  askSize: decimal('How much is asked.', '2'),
  timestamp,
});

const BookL2Model = model<BookL2>('BookL2', 'Of kind `bookL2`: levels as price and size, best first.', {
  bids: tuples(2, 'What is bid.', [['104.9', '3']]),
  asks: tuples(2, 'What is asked.', [['105.1', '2']]),
  timestamp,
});

const MarketTradeModel = model<Trade>('MarketTrade', 'Of kind `trade`: the last trade of the market.', {
  price,
  size: decimal('How much was traded.', '0.5'),
  timestamp,
});

const KlineModel = model<Kline>('Kline', 'Of kind `kline`: a candle.', {
  open: decimal('The first price.', '100'),
  high: decimal('The highest.', '110'),
  low: decimal('The lowest.', '99'),
  close: decimal('The last.', '105'),
  volume: decimal('How much was traded.', '12'),
  timestamp,
});

const MarketPriceModel = model<MarketPrice>('MarketPrice', 'Of kind `markPrice` or `indexPrice`.', {
  price,
  timestamp,
});

const FundingRateModel = model<FundingRate>('FundingRate', 'Of kind `fundingRate`.', {
  rate: decimal('What is paid for each unit of value; negative where shorts pay.', '0.0001'),
  nextFundingTime: maybe(time('When it is paid next')),
  timestamp,
});

/** A value of one of the kinds. */
export const MARKET_VALUE: Property = anyOf(
  [BookL1Model, BookL2Model, KlineModel, MarketTradeModel, MarketPriceModel, FundingRateModel],
  'The fields of its kind.',
  CANDLE,
);

export const MarketValueModel = model<Aged<MarketDataByKind[MarketDataKind]>>(
  'MarketValue',
  'A value of market data, and its age.',
  {
    value: MARKET_VALUE,
    ageMs: count('How long it has been here (ms).', 120),
  },
);
