import type { AppliedBalance, Balance, BalanceUpdate } from '../../balances/balance.js';
import type { InstrumentDefinition } from '../../instruments/instrument.js';
import type { AccountTrade } from '../../orders/trade.js';
import type { Adjustment } from '../../positions/adjustment.js';
import type { AdjustmentResult } from '../../positions/applied-update.js';
import type { AdjustmentsDto } from '../adjustments.dto.js';
import type { ResultsAnswer } from '../answer-results.js';
import type { BalancesDto } from '../balances.dto.js';
import type { InstrumentsDto } from '../instruments.dto.js';
import type { BustDto, TradesDto } from '../trades.dto.js';
import { model } from './model.js';
import {
  BATCH, clientOrderId, exchange, liquidity, orderId, positionSide, rejectedCode, rejectedField, rejectedReason, reportTime, side, survives, symbol,
} from './order.models.js'; // prettier-ignore
import { choice, decimal, list, maybe, name, nullable, text } from './schema.js';

const TradeModel = model<AccountTrade>('Trade', 'One execution; `orderId` or `clientOrderId` is required.', {
  exchange,
  symbol,
  orderId: maybe(orderId),
  clientOrderId: maybe(clientOrderId),
  tradeId: name('Unique within the order.', '32'),
  side,
  positionSide: maybe(positionSide),
  quantity: decimal('How much was filled.', '0.5'),
  price: decimal('At which price.', '110'),
  fee: maybe(decimal('Positive when paid, negative for a rebate.', '0.02')),
  feeCurrency: maybe(name('The currency of the fee.', 'USDT')),
  liquidity: maybe(liquidity),
  timestamp: maybe(reportTime),
});

export const TradesModel = model<TradesDto>('Trades', 'Trades, each judged by itself.', {
  trades: list(TradeModel, 'The trades, in their order.', BATCH),
});

export const BustModel = model<BustDto>('TradeBust', 'Which trade is taken back: the path has its id.', {
  exchange,
  symbol,
  orderId: maybe(orderId),
  clientOrderId: maybe(clientOrderId),
  timestamp: maybe(reportTime),
});

const AdjustmentModel = model<Adjustment>('Adjustment', 'A change of a position that no order made.', {
  exchange,
  symbol,
  positionSide: maybe(positionSide),
  id: name('Unique within the exchange; it counts once.', 'funding-1'),
  kind: choice(['FUNDING', 'CORRECTION'], 'What kind of change it is.', 'FUNDING'),
  quantity: maybe(decimal('By how much the signed amount changes.', '1')),
  price: maybe(decimal('At which price; a quantity needs one.', '100')),
  amount: maybe(decimal('Money, positive when received.', '-0.01')),
  currency: maybe(name('The currency of it.', 'USDT')),
  reason: maybe(text('Why.', 'funding')),
  timestamp: maybe(reportTime),
});

export const AdjustmentsModel = model<AdjustmentsDto>('Adjustments', 'Adjustments, each judged by itself.', {
  adjustments: list(AdjustmentModel, 'The adjustments, in their order.', BATCH),
});

type DescribedAdjustmentResult = Pick<AdjustmentResult, 'outcome'> & {
  readonly field?: string;
  readonly reason?: string;
  readonly code?: 'LIMIT_REACHED';
};

const AppliedAdjustmentModel = model<DescribedAdjustmentResult>(
  'AppliedAdjustment',
  'What became of an adjustment.',
  {
    outcome: choice(['applied', 'duplicate', 'rejected'], 'What became of it.', 'applied'),
    field: rejectedField,
    reason: rejectedReason,
    code: rejectedCode,
  },
);

export const AppliedAdjustmentsModel = model<ResultsAnswer<DescribedAdjustmentResult>>(
  'AppliedAdjustments',
  'What became of each, in their order.',
  { results: list(AppliedAdjustmentModel, 'One result for each.'), survives },
);

const InstrumentModel = model<InstrumentDefinition>('Instrument', 'A market.', {
  exchange,
  symbol,
  kind: maybe(choice(['spot', 'linear', 'inverse'], 'How it is accounted; linear unless given.', 'linear')),
  contractSize: maybe(decimal('Units of the base (inverse: of the quote) per contract.', '1')),
  base: maybe(name('The base currency.', 'BTC')),
  quote: maybe(name('The quote currency.', 'USDT')),
  settle: maybe(name('The currency that profit is in.', 'USDT')),
  priceIncrement: maybe(decimal('The smallest step of a price.', '0.1')),
});

export const InstrumentsModel = model<InstrumentsDto>('Instruments', 'Markets, registered all or none.', {
  instruments: list(InstrumentModel, 'The markets.', BATCH),
});

const account = name('The account, or its type, as the exchange names it.', 'trading');
const asset = name('The asset.', 'USDT');

const BalanceModel = model<Balance>(
  'Balance',
  'What an account holds of one asset; what is not known is null.',
  {
    exchange,
    account,
    asset,
    free: nullable(decimal('What can be used.', '900')),
    locked: nullable(decimal('What open orders or margin hold.', '100')),
    total: nullable(decimal('Both together.', '1000')),
    timestamp: nullable(reportTime),
  },
);

export const BalanceListModel = model<{ balances: readonly Balance[] }>(
  'BalanceList',
  'The latest balances.',
  {
    balances: list(BalanceModel, 'The balances.'),
  },
);

const BalanceUpdateModel = model<BalanceUpdate>(
  'BalanceUpdate',
  'What a balance is, or by how much it changed.',
  {
    exchange,
    account,
    asset,
    free: maybe(decimal('What can be used.', '900')),
    locked: maybe(decimal('What open orders or margin hold.', '100')),
    total: maybe(decimal('Both together.', '1000')),
    delta: maybe(decimal('By how much it changed; it needs a timestamp.', '5')),
    timestamp: maybe(reportTime),
  },
);

export const BalanceUpdatesModel = model<BalancesDto>('BalanceUpdates', 'Balances, each judged by itself.', {
  balances: list(BalanceUpdateModel, 'The balances, in their order.', BATCH),
});

const AppliedBalanceModel = model<AppliedBalance>('AppliedBalance', 'What became of a balance.', {
  outcome: choice(
    ['applied', 'duplicate', 'outdated', 'unknown', 'rejected'],
    'What became of it.',
    'applied',
  ),
  field: rejectedField,
  reason: rejectedReason,
  code: rejectedCode,
});

export const AppliedBalancesModel = model<ResultsAnswer<AppliedBalance>>(
  'AppliedBalances',
  'What became of each, in their order.',
  {
    results: list(AppliedBalanceModel, 'One result for each.'),
    survives,
  },
);
