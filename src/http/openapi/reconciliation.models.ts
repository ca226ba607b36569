import type {
  OrderDifference,
  PositionDifference,
  ProfitDrift,
  Reconciliation,
} from '../../reconciliation/difference.js';
import type { OpenOrderSnapshot, PositionSnapshot } from '../../reconciliation/snapshot.js';
import type { ResultsAnswer } from '../answer-results.js';
import type { ReconciliationDto } from '../reconciliations.dto.js';
import type { Survival } from '../when-durable.js';
import { model } from './model.js';
import {
  exchange, GapModel, ORDER_UPDATE_PROPERTIES, orderId, positionSide, rejectedCode, rejectedField, rejectedReason, reportTime, survives, symbol,
} from './order.models.js'; // prettier-ignore
import { choice, count, decimal, flag, list, maybe, name, nullable, one, optional } from './schema.js';

const PositionSnapshotModel = model<PositionSnapshot>(
  'PositionSnapshot',
  'What an exchange says is held of one leg.',
  {
    exchange: maybe(exchange),
    symbol,
    positionSide: maybe(positionSide),
    signedAmount: decimal('What is held; negative for a short.', '1'),
    entryPrice: maybe(decimal('At which average price.', '100')),
    realizedPnl: maybe(decimal("The exchange's own realized profit.", '0')),
    realizedSinceOpening: maybe(flag('Whether that begins anew each time the position is opened.', false)),
    timestamp: maybe(reportTime),
  },
);

const OpenOrderModel = model<OpenOrderSnapshot>('OpenOrder', 'An open order as an exchange lists it.', {
  ...ORDER_UPDATE_PROPERTIES,
  exchange: maybe(exchange),
});

export const SnapshotModel = model<ReconciliationDto>('Snapshot', 'What an exchange says of itself.', {
  exchange,
  complete: flag('Whether the lists hold all that there is.', false),
  adopt: flag("Whether the exchange's word is taken over.", false),
  timestamp: maybe(reportTime),
  positions: maybe(list(PositionSnapshotModel, 'Left out where they were not asked for.')),
  openOrders: maybe(list(OpenOrderModel, 'Left out where they were not asked for.')),
});

export const PositionDifferenceModel = model<PositionDifference>(
  'PositionDifference',
  'Where a position is not what the exchange says.',
  {
    symbol,
    positionSide,
    kind: choice(['opened', 'closed', 'quantity', 'entry'], 'What differs.', 'quantity'),
    ours: decimal('What it is here: signed amount, or entry price.', '1'),
    theirs: decimal('What it is there.', '2'),
  },
);

const OrderDifferenceModel = model<OrderDifference>(
  'OrderDifference',
  'Where an order is not what the exchange says.',
  {
    symbol,
    orderId,
    kind: choice(['missing', 'unknown', 'status', 'filled'], 'What differs.', 'missing'),
    ours: nullable(name('What it is here: status, or filled quantity.', 'ACCEPTED')),
    theirs: nullable(name('What it is there.', 'FILLED')),
  },
);

export const ProfitDriftModel = model<ProfitDrift>(
  'ProfitDrift',
  'Where the exchange realized another profit.',
  {
    symbol,
    positionSide,
    ours: decimal('How much it changed here.', '5'),
    theirs: decimal('How much it changed there.', '4.9'),
  },
);

export const ReconciliationModel = model<Reconciliation & Survival>(
  'Reconciliation',
  'What a comparison found.',
  {
    exchange,
    adopted: flag("Whether the exchange's word was taken over.", false),
    positions: list(PositionDifferenceModel, 'Positions that differ.'),
    orders: list(OrderDifferenceModel, 'Orders that differ.'),
    drift: list(ProfitDriftModel, 'Profits that differ.'),
    survives,
  },
);

/** The fields of all kinds of rows; which of them there are, the kind says. */
interface DescribedRow {
  readonly index: number;
  readonly kind: string;
  readonly outcome?: string;
  readonly orderId?: string | null;
  readonly field?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly gap?: object;
  readonly differences?: readonly PositionDifference[];
  readonly drift?: readonly ProfitDrift[];
  readonly registered?: number;
}

const KINDS = [
  'orders',
  'trades',
  'adjustments',
  'balances',
  'positions',
  'instruments',
  'ignored',
  'unknown',
  'invalid',
  'refused',
];
const OUTCOMES = ['applied', 'duplicate', 'stale', 'outdated', 'unknown', 'rejected'];

const RowResultModel = model<DescribedRow>('RowResult', "What became of one row of an exchange's message.", {
  index: count('Which of the messages it belongs to, from 0.', 0),
  kind: choice(KINDS, 'What the row is.', 'orders'),
  outcome: optional(choice(OUTCOMES, 'What became of it.', 'applied')),
  orderId: optional(nullable(orderId)),
  field: rejectedField,
  reason: rejectedReason,
  code: rejectedCode,
  gap: optional(one(GapModel, 'Where it shows that something was missed.')),
  differences: optional(list(PositionDifferenceModel, 'Of a push of positions: those that differ.')),
  drift: optional(list(ProfitDriftModel, 'Of a push of positions: profits that differ.')),
  registered: optional(count('Of instruments: how many were registered.', 1)),
});

export const RowResultsModel = model<ResultsAnswer<DescribedRow>>(
  'RowResults',
  'What became of the rows of the messages.',
  {
    results: list(RowResultModel, 'One result for each row.'),
    survives,
  },
);
