export type {
  AppliedBalance,
  Balance,
  BalanceFilter,
  BalanceOutcome,
  BalanceUpdate,
} from './balances/balance.js';
export { BalanceService } from './balances/balance.service.js';
export { applyMapped } from './cache/apply-mapped.js';
export type { AppliedMessage } from './cache/apply-mapped.js';
export {
  DamagedScopeError,
  DuplicateRootError,
  InvalidOptionsError,
  SchedulerMissingError,
  ScopeFencedError,
  ScopeLimitError,
  ScopeNotServingError,
  ScopeOpenError,
  ScopeStandbyError,
  StoreRiskError,
  UnknownScopeError,
  UnsavedChangesError,
} from './cache/cache.errors.js';
export { CacheManager } from './cache/cache.manager.js';
export type { ScopeToOpen } from './cache/cache.manager.js';
export { DEFAULT_SCOPE, TradingCacheOptions } from './cache/cache.options.js';
export type { NamedScope, OnConflict, OnDamage, OnRisk, Startup } from './cache/cache.options.js';
export { LimitReachedError } from './state/limits.errors.js';
export type { LimitName } from './state/limit-names.js';
export type { LimitStatus } from './state/limits.js';
export { CacheService } from './cache/cache.service.js';
export type { PositionLocator } from './cache/cache.service.js';
export {
  getBalanceServiceToken,
  getCacheToken,
  getMarketDataServiceToken,
  getOrderServiceToken,
  getParameterServiceToken,
  getPositionServiceToken,
  getReconciliationServiceToken,
  InjectBalances,
  InjectCache,
  InjectMarketData,
  InjectOrders,
  InjectParameters,
  InjectPositions,
  InjectReconciliation,
} from './cache/cache.tokens.js';
export { deflateCodec } from './cache/deflate-codec.js';
export type { QuarantinedRecord } from './cache/quarantined-record.js';
export type { Integrity } from './cache/integrity.js';
export type { Verification } from './cache/verification.js';
export type { ScopeState, ScopeStatus } from './cache/scope-status.js';
export { TradingCacheModule } from './cache/trading-cache.module.js';
export type { TradingCacheModuleOptions } from './cache/trading-cache.module-definition.js';
export type { Durability, Flushed } from './cache/writer.js';
export type { CacheEvent } from './cache/cache-event.js';
export type { SyncCompleted, SyncEvent, SyncFailed } from './cache/sync-event.js';
export type { HandlerContext } from './cache/handler.explorer.js';
export type { ChangeEvent } from './events/change-event.js';
export type { FillChange, FillEvent } from './events/fill-event.js';
export type {
  FillHandlerFilter,
  HandledKind,
  HandlerFilter,
  MarketHandlerFilter,
  OrderHandlerFilter,
  ScopeHandlerFilter,
} from './handlers/handler-definition.js';
export type { HandlerStatus } from './handlers/handler-status.js';
export { OnFill, OnGap, OnOrder, OnPosition, OnScope } from './handlers/handler.decorators.js';
export { HandlerInUseError, HandlersBusyError, InvalidHandlerError } from './handlers/handlers.errors.js';
export { OnlyWriter } from './handlers/only-writer.decorator.js';
export type { ScopeEvent, ScopeEventState } from './handlers/scope-event.js';
export { mapBinance } from './exchanges/binance/binance.mapper.js';
export { mapBybit } from './exchanges/bybit/bybit.mapper.js';
export type { BybitOptions } from './exchanges/bybit/bybit.mapper.js';
export {
  mapCcxtBalances,
  mapCcxtMarkets,
  mapCcxtOrders,
  mapCcxtPositions,
  mapCcxtTrades,
} from './exchanges/ccxt/ccxt.mapper.js';
export type { CcxtMarketsOptions } from './exchanges/ccxt/ccxt.mapper.js';
export type { CcxtPositionsOptions } from './exchanges/ccxt/ccxt-position.js';
export type {
  Mapped,
  MappedAdjustment,
  MappedBalance,
  MappedPosition,
  MappedTrade,
} from './exchanges/mapped.js';
export { mapOkx } from './exchanges/okx/okx.mapper.js';
export type { Instrument, InstrumentDefinition, InstrumentKind } from './instruments/instrument.js';
export { InvalidInstrumentError } from './instruments/instruments.errors.js';
export type {
  OrderDifference,
  PositionDifference,
  ProfitDrift,
  Reconciliation,
} from './reconciliation/difference.js';
export type {
  MissingOrderOptions,
  MissingOrders,
  ReconcileOptions,
} from './reconciliation/reconciliation.service.js';
export { ReconciliationService } from './reconciliation/reconciliation.service.js';
export type { OpenOrderSnapshot, PositionSnapshot, Snapshot } from './reconciliation/snapshot.js';
export { TradingCacheError } from './errors/trading-cache.error.js';
export type {
  Aged,
  BookL1,
  BookL2,
  FundingRate,
  Kline,
  MarketDataByKind,
  MarketDataKind,
  MarketPrice,
  Trade,
} from './market-data/market-data.js';
export { MarketDataService } from './market-data/market-data.service.js';
export { InvalidMarketDataError } from './market-data/market-data.errors.js';
export type { Fill } from './ledger/fill.js';
export type { Liquidity } from './ledger/execution.js';
export type { Explanation, FillFilter, LedgerEntry, PnlBucket } from './ledger/ledger-entry.js';
export { HistoryTrimmedError } from './ledger/ledger.errors.js';
export type { InitializedOrder, NewOrder, NewOrderOptions } from './orders/new-order.js';
export { isOpenStatus, isTerminalStatus, OPEN_STATUSES, TERMINAL_STATUSES } from './orders/order.js';
export type {
  CurrencyAmounts,
  OpenStatus,
  Order,
  OrderSide,
  OrderStatus,
  OrderUpdate,
  PositionSide,
  TerminalStatus,
} from './orders/order.js';
export type { OpenOrderFilter, OrderFilter, OrderLocator } from './orders/order-filter.js';
export type { OrderPage, OrderState } from './orders/order-page.js';
export { OrderService } from './orders/order.service.js';
export type { RefusalReason, UpdateResult } from './orders/update-result.js';
export type { AccountTrade, TradeBust } from './orders/trade.js';
export { AmbiguousOrderError } from './orders/orders.errors.js';
export { UpdateFault } from './orders/update-fault.js';
export type { FieldFault, UpdateOutcome } from './orders/update-outcome.js';
export { ParameterService } from './parameters/parameter.service.js';
export { InvalidParameterError } from './parameters/parameters.errors.js';
export type { Position } from './positions/position.js';
export type { PositionFilter } from './positions/position-filter.js';
export { PositionService } from './positions/position.service.js';
export type { Adjustment, AdjustmentKind } from './positions/adjustment.js';
export type { AdjustmentResult, AppliedUpdate, PositionGap } from './positions/applied-update.js';
export type { FillPage, PnlQuery } from './positions/ledger-queries.js';
export { AmbiguousPositionError } from './positions/positions.errors.js';
export type { Survives } from './stores/batch.js';
export { CacheKey } from './stores/cache-key.js';
export type { Holder } from './stores/holder.js';
export type { RecordCodec } from './stores/record-codec.js';
export type { ScopeId } from './stores/scope-id.js';
export type { StateStore } from './stores/state-store.js';
export {
  CodecNeededError,
  DamagedRecordError,
  InvalidKeyPrefixError,
  InvalidScopeError,
  InvalidStoreUrlError,
  IoredisMissingError,
  NoReplicasError,
  ScopeHeldError,
  StateSchemaError,
  StoreUnavailableError,
} from './stores/store.errors.js';
export type {
  CommitMessage,
  ConflictMessage,
  HealMessage,
  LoadMessage,
  TelemetryMessages,
  UpdateKind,
  UpdateMessage,
} from './telemetry/channels.js';
export type { Latency } from './telemetry/latency-histogram.js';
export type { Latencies } from './telemetry/scope-telemetry.js';
