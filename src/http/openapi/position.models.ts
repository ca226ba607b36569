import type { Fill } from '../../ledger/fill.js';
import type { Explanation, LedgerEntry, PnlBucket } from '../../ledger/ledger-entry.js';
import type { Position } from '../../positions/position.js';
import {
  clientOrderId,
  exchange,
  liquidity,
  nextCursor,
  orderId,
  positionSide,
  reportTime,
  side,
  symbol,
} from './order.models.js';
import { model } from './model.js';
import type { Properties } from './model.js';
import {
  amounts,
  choice,
  count,
  decimal,
  flag,
  list,
  listOfOneOf,
  name,
  nullable,
  one,
  text,
  time,
} from './schema.js';

export const POSITION_PROPERTIES: Properties<Position> = {
  exchange,
  symbol,
  positionSide,
  side: choice(['LONG', 'SHORT', 'FLAT'], 'Which way it is open.', 'LONG'),
  signedAmount: decimal('What is held, in contracts; negative for a short.', '1'),
  entryPrice: decimal('The average entry price of what is open; "0" when flat.', '100'),
  deficit: decimal('What was closed of a LONG or SHORT leg before it was opened.', '0'),
  peakAmount: decimal('The largest amount, unsigned, since it was opened last.', '1'),
  averageClosePrice: nullable(
    decimal('The average price of what was closed since it was opened last.', '110'),
  ),
  realizedReturn: nullable(decimal('The profit of that, as a part of its entry: "0.1" is 10 %.', '0.1')),
  realizedPnl: decimal('Lifetime realized profit before fees, in the settle currency.', '0'),
  netRealizedPnl: decimal('`realizedPnl` less the fees in the settle currency.', '-0.04'),
  fees: amounts('Lifetime fees by currency, positive when paid.', { USDT: '0.04' }),
  adjustments: amounts('Lifetime funding and corrections by currency, positive when received.', {
    USDT: '-0.01',
  }),
  unrealizedPnl: nullable(decimal('The profit if it was closed at `markPrice`.', '5')),
  markPrice: nullable(decimal('The mark price, or else the last traded price.', '105')),
  markAgeMs: nullable(count('How old that price is (ms).', 120)),
  openedAt: nullable(time('Since when it is open')),
  closedAt: nullable(time('When it went flat')),
  updatedAt: nullable(time('When it changed last')),
};

export const PositionModel = model<Position>(
  'Position',
  'What is held of one instrument.',
  POSITION_PROPERTIES,
);

export const PositionsModel = model<{ positions: readonly Position[] }>('Positions', 'Positions.', {
  positions: list(PositionModel, 'The positions.'),
});

const AfterModel = model<Fill['after']>('PositionAfter', 'The position after an entry of its ledger.', {
  signedAmount: decimal('What is held.', '1'),
  entryPrice: decimal('At which average price.', '100'),
});
const after = one(AfterModel, 'The position after it.');
const settled = flag('Whether it is final.', false);
const realizedPnl = decimal('The profit of it before fees, in the settle currency.', '0');
const fees = amounts('By currency: positive when paid, negative for a rebate.', { USDT: '0.04' });

const FILL_PROPERTIES: Properties<Fill> = {
  exchange,
  symbol,
  positionSide,
  side,
  orderId: nullable(orderId),
  clientOrderId: nullable(clientOrderId),
  tradeId: nullable(name("The exchange's id of the trade; null where no message named it.", '31')),
  quantity: decimal('How much was filled.', '1'),
  price: decimal('At which price.', '100'),
  fees,
  feesKnown: flag('Whether all fees are known.', true),
  liquidity: nullable(liquidity),
  inferred: flag('Whether no report names it: it is the difference of cumulative figures.', false),
  estimated: flag('Whether its price is an estimate.', false),
  timestamp: reportTime,
  realizedPnl,
  after,
  settled,
};

export const FillModel = model<Fill>(
  'Fill',
  'One execution of an order, and what it did to its position.',
  FILL_PROPERTIES,
);

export const FillPageModel = model<{ fills: readonly Fill[]; nextCursor: string | null }>(
  'FillPage',
  'A page of fills.',
  {
    fills: list(FillModel, 'The fills by exchange time, oldest first.'),
    nextCursor,
  },
);

type Entry<Kind extends LedgerEntry['kind']> = Extract<LedgerEntry, { readonly kind: Kind }>;

const FillEntryModel = model<Entry<'fill'>>('FillEntry', 'A fill in a ledger.', {
  kind: choice(['fill'], 'What it is.', 'fill'),
  ...FILL_PROPERTIES,
});

const AdjustmentEntryModel = model<Entry<'adjustment'>>('AdjustmentEntry', 'A change that no order made.', {
  kind: choice(['adjustment'], 'What it is.', 'adjustment'),
  id: name('The id of the adjustment.', 'funding-1'),
  adjustmentKind: choice(['FUNDING', 'CORRECTION'], 'What kind of change it is.', 'FUNDING'),
  quantity: decimal('By how much the signed amount changed.', '0'),
  price: nullable(decimal('At which price.', '100')),
  amount: decimal('Money, positive when received.', '-0.01'),
  currency: nullable(name('The currency of it.', 'USDT')),
  reason: nullable(text('Why.', 'funding')),
  timestamp: reportTime,
  after,
  settled,
});

const AdoptionEntryModel = model<Entry<'adoption'>>(
  'AdoptionEntry',
  'What a snapshot of the exchange said.',
  {
    kind: choice(['adoption'], 'What it is.', 'adoption'),
    signedAmount: decimal('What was held.', '1'),
    entryPrice: nullable(decimal('At which average price.', '100')),
    timestamp: reportTime,
    after,
    settled,
  },
);

const CorrectionEntryModel = model<Entry<'correction'>>(
  'CorrectionEntry',
  'Evidence that came after its fill was settled.',
  {
    kind: choice(['correction'], 'What it is.', 'correction'),
    orderId: nullable(orderId),
    clientOrderId: nullable(clientOrderId),
    quantity: decimal('By how much, signed.', '0.5'),
    cost: decimal('What it cost.', '50'),
    fees,
    realizedPnl,
    timestamp: reportTime,
    after,
    settled,
  },
);

const LedgerBaseModel = model<Explanation['base']>(
  'LedgerBase',
  'A position before the oldest entry that is not settled.',
  {
    signedAmount: decimal('What was held.', '0'),
    entryPrice: decimal('At which average price.', '0'),
    asOf: nullable(time('As of when')),
  },
);

type LedgerPage = Omit<Explanation, 'next'> & { readonly nextCursor: string | null };

export const LedgerPageModel = model<LedgerPage>('LedgerPage', 'Why a position is what it is.', {
  position: one(PositionModel),
  base: one(LedgerBaseModel),
  entries: listOfOneOf(
    [FillEntryModel, AdjustmentEntryModel, AdoptionEntryModel, CorrectionEntryModel],
    'The entries, newest first.',
  ),
  nextCursor,
});

const PnlBucketModel = model<PnlBucket>('PnlBucket', 'The profit of an hour or a day, in one currency.', {
  from: time('From when'),
  to: time('Before when', 1_700_003_600_000),
  currency: name('`unknown` where neither an instrument nor the symbol tells it.', 'USDT'),
  realizedPnl: decimal('The profit before fees.', '5'),
  fees: decimal('The fees that were paid.', '0.06'),
  funding: decimal('The funding that was received.', '-0.01'),
  netPnl: decimal('The profit after both.', '4.93'),
  fills: count('How many fills.', 2),
});

export const PnlModel = model<{ buckets: readonly PnlBucket[] }>('Pnl', 'Profit by time and currency.', {
  buckets: list(PnlBucketModel, 'The buckets.'),
});
