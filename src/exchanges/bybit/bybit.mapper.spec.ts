import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../../test/support/test-cache.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { Mapped } from '../mapped.js';
import { mapBybit } from './bybit.mapper.js';

/** https://bybit-exchange.github.io/docs/v5/websocket/private/order */
const ORDER = {
  category: 'linear',
  symbol: 'ETHUSDT',
  orderId: '5cf98598-39a7-459e-97bf-76ca765ee020',
  orderLinkId: 'mine-1',
  side: 'Sell',
  orderType: 'Limit',
  stopOrderType: '',
  cancelType: 'UNKNOWN',
  price: '72.5',
  qty: '3',
  timeInForce: 'GTC',
  orderStatus: 'New',
  reduceOnly: false,
  leavesQty: '3',
  cumExecQty: '0',
  cumExecValue: '0',
  avgPrice: '',
  positionIdx: 0,
  cumExecFee: '0',
  rejectReason: 'EC_NoError',
  createType: 'CreateByUser',
  triggerPrice: '',
  feeCurrency: '',
  createdTime: '1672364262444',
  updatedTime: '1672364262457',
};

const FILL = {
  orderStatus: 'PartiallyFilled',
  cumExecQty: '3',
  cumExecValue: '217.6',
  avgPrice: '72.53',
  cumExecFee: '0.1',
};

function push(topic: string, ...data: readonly unknown[]): unknown {
  return { id: '5923240c6880ab-c59f-420b-9adb-3639adc9dd90', topic, creationTime: 1672364262474, data };
}

function order(fields: Readonly<Record<string, unknown>> = {}): OrderUpdate {
  const mapped = only(push('order', { ...ORDER, ...fields }));
  if (mapped?.kind !== 'orders') throw new Error(JSON.stringify(mapped));
  return mapped.updates[0] as OrderUpdate;
}

function only(message: unknown): Mapped | undefined {
  const mapped = mapBybit(message);
  expect(mapped).toHaveLength(1);
  return mapped[0];
}

describe('the order topic', () => {
  it('tells an order that rests', () => {
    expect(order()).toEqual({
      exchange: 'bybit',
      symbol: 'ETHUSDT',
      id: '5cf98598-39a7-459e-97bf-76ca765ee020',
      clientOrderId: 'mine-1',
      status: 'ACCEPTED',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '72.5',
      amount: '3',
      filled: '0',
      average: null,
      cumFees: {},
      reduceOnly: false,
      positionSide: 'NET',
      reason: null,
      timestamp: 1672364262457,
    });
  });

  it('tells sums of what was filled, the average from the value, which is not rounded', () => {
    expect(order(FILL)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      filled: '3',
      average: '72.533333333333333333',
      cumFees: { USDT: '0.1' },
    });
    expect(order(FILL)).not.toHaveProperty('lastFilled');
    expect(order({ ...FILL, cumExecValue: '' }).average).toBe('72.53');
  });

  it('takes the average of an inverse contract from Bybit: its value is rounded in the base currency', () => {
    const inverse = {
      category: 'inverse',
      symbol: 'BTCUSD',
      cumExecQty: '100',
      cumExecValue: '0.00347826',
      avgPrice: '28750',
    };
    expect(order({ ...FILL, ...inverse })).toMatchObject({ average: '28750', cumFees: { BTC: '0.1' } });
  });

  it.each([
    ['Created', 'ACCEPTED'],
    ['New', 'ACCEPTED'],
    ['Untriggered', 'ACCEPTED'],
    ['Triggered', 'ACCEPTED'],
    ['Active', 'ACCEPTED'],
    ['PartiallyFilled', 'PARTIALLY_FILLED'],
    ['Filled', 'FILLED'],
    ['PartiallyFilledCanceled', 'CANCELED'],
    ['Cancelled', 'CANCELED'],
    ['Deactivated', 'CANCELED'],
    ['Rejected', 'REJECTED'],
  ])('reads orderStatus %s as %s', (orderStatus, status) => {
    expect(order({ orderStatus }).status).toBe(status);
  });

  it('takes an order that was rejected after it had traded for a canceled one', () => {
    const rejected = { ...FILL, orderStatus: 'Rejected', rejectReason: 'EC_NoEnoughQtyToFill' };
    expect(order(rejected)).toMatchObject({
      status: 'CANCELED',
      filled: '3',
      reason: 'EC_NoEnoughQtyToFill',
    });
  });

  it.each([
    [0, 'Buy', 'NET'],
    [1, 'Buy', 'LONG'],
    [1, 'Sell', 'LONG'],
    [2, 'Sell', 'SHORT'],
    ['2', 'Buy', 'SHORT'],
  ])('reads positionIdx %s on side %s as %s', (positionIdx, side, positionSide) => {
    expect(order({ positionIdx, side })).toMatchObject({ positionSide, side: side.toUpperCase() });
  });

  it('does not take an order that tells no positionIdx for one of one-way mode', () => {
    expect(order({ positionIdx: undefined }).positionSide).toBeNull();
  });

  it('happened when it was updated, not when it was created', () => {
    expect(order({ createdTime: '1', updatedTime: '1672364262500' }).timestamp).toBe(1672364262500);
    expect(order({ updatedTime: '' }).timestamp).toBeNull();
  });

  it.each([
    ['Market', '', 'IOC', 'MARKET', 'IOC'],
    ['Limit', 'UNKNOWN', 'PostOnly', 'LIMIT', 'PO'],
    ['Market', 'Stop', 'IOC', 'STOP_MARKET', 'IOC'],
    ['Limit', 'StopLoss', 'GTC', 'STOP', 'GTC'],
    ['Market', 'PartialTakeProfit', 'IOC', 'TAKE_PROFIT_MARKET', 'IOC'],
    ['Limit', 'TakeProfit', 'GTC', 'TAKE_PROFIT', 'GTC'],
    ['Market', 'TrailingStop', 'IOC', 'TRAILING_STOP_MARKET', 'IOC'],
    ['Limit', 'tpslOrder', 'GTC', 'LIMIT', 'GTC'],
    ['UNKNOWN', '', '', 'UNKNOWN', null],
  ])(
    'reads orderType %s, stopOrderType %s, timeInForce %s',
    (orderType, stopOrderType, timeInForce, type, stays) => {
      expect(order({ orderType, stopOrderType, timeInForce })).toMatchObject({ type, timeInForce: stays });
    },
  );

  it('tells why an order ended, and that the exchange made it', () => {
    expect(order({ orderStatus: 'Cancelled', cancelType: 'CancelByUser' }).reason).toBe('CancelByUser');
    const postOnly = {
      orderStatus: 'Rejected',
      rejectReason: 'EC_PostOnlyWillTakeLiquidity',
      cancelType: 'CancelByUser',
    };
    expect(order(postOnly).reason).toBe('EC_PostOnlyWillTakeLiquidity');
    expect(order({ ...FILL, createType: 'CreateByTakeOver_PassThrough' }).reason).toBe(
      'CreateByTakeOver_PassThrough',
    );
    expect(order({ orderStatus: 'Cancelled', createType: 'CreateByAdl_PassThrough' }).reason).toBe(
      'CreateByAdl_PassThrough',
    );
  });

  it('does not take a refused cancel for the reason of a fill', () => {
    const late = {
      ...FILL,
      orderStatus: 'Filled',
      cancelType: 'CancelByUser',
      rejectReason: 'EC_OrigClOrdIDDoesNotExist',
    };
    expect(order(late)).toMatchObject({ status: 'FILLED', reason: null });
  });

  it.each([
    [
      'cumFeeDetail before all',
      'linear',
      'ETHUSDT',
      { cumFeeDetail: { MNT: '0.00242968', USDT: '-0.1' } },
      { MNT: '0.00242968', USDT: '-0.1' },
    ],
    ['the fee currency', 'spot', 'ETHUSDT', { feeCurrency: 'ETH' }, { ETH: '0.1' }],
    ['nothing on spot', 'spot', 'ETHUSDT', { feeCurrency: '' }, null],
    ['the symbol', 'linear', 'BTCPERP', {}, { USDC: '0.1' }],
    ['the symbol', 'linear', 'BTC-24MAR23', {}, { USDC: '0.1' }],
    ['the symbol', 'linear', 'BTCUSDT-21FEB25', {}, { USDT: '0.1' }],
    ['the symbol', 'inverse', 'ETHUSDH23', {}, { ETH: '0.1' }],
    ['the symbol', 'option', 'BTC-13FEB25-89000-P-USDT', {}, { USDT: '0.1' }],
    ['the symbol', 'option', 'ETH-28FEB25-2800-C', {}, { USDC: '0.1' }],
    ['nothing', 'linear', 'BTCXYZ', {}, null],
    ['nothing', 'linear', 'ETHUSDT', { cumExecFee: '' }, null],
  ])('tells fees by %s (%s %s)', (_, category, symbol, fields, cumFees) => {
    expect(order({ ...FILL, category, symbol, ...fields }).cumFees).toEqual(cumFees);
  });

  it('keeps every digit of a fee', () => {
    const fee = '-0.123456789012345678';
    expect(order({ ...FILL, cumExecFee: fee }).cumFees).toEqual({ USDT: fee });
    expect(order({ ...FILL, cumFeeDetail: { MNT: fee } }).cumFees).toEqual({ MNT: fee });
  });

  it('refuses fees that are none', () => {
    const wrong = [
      { USDT: 'much' },
      { '': '1' },
      Object.fromEntries(Array.from({ length: 33 }, (__, at) => [`C${at}`, '1'])),
    ];
    for (const cumFeeDetail of wrong)
      expect(only(push('order', { ...ORDER, cumFeeDetail }))).toMatchObject({
        kind: 'invalid',
        field: expect.stringContaining('cumFeeDetail'),
      });
  });

  it('keeps spot apart from contracts of the same symbol', () => {
    expect(order({ category: 'spot' })).toMatchObject({ exchange: 'bybit-spot', symbol: 'ETHUSDT' });
    const { category: _, ...row } = ORDER;
    expect(only(push('order.spot', row))).toMatchObject({ updates: [{ exchange: 'bybit-spot' }] });
    expect(only(push('order', row))).toMatchObject({ updates: [{ exchange: 'bybit' }] });
  });

  it('leaves the amount of a spot order sized in the quote currency in that currency', () => {
    const quoteSized = {
      category: 'spot',
      orderType: 'Market',
      marketUnit: 'quoteCoin',
      price: '0',
      qty: '100',
      side: 'Buy',
    };
    const filled = { orderStatus: 'Filled', cumExecQty: '1.25', cumExecValue: '99.875', avgPrice: '79.9' };
    expect(order({ ...quoteSized, ...filled })).toMatchObject({
      amount: '100',
      filled: '1.25',
      average: '79.9',
      price: null,
    });
  });

  it('moves a position by sums alone, without a gap', () => {
    const cache = new TestCache();
    const steps = [
      { orderStatus: 'New' },
      {
        orderStatus: 'PartiallyFilled',
        cumExecQty: '1',
        cumExecValue: '100',
        avgPrice: '100',
        cumExecFee: '0.01',
      },
      { orderStatus: 'Filled', cumExecQty: '3', cumExecValue: '320', avgPrice: '106.67', cumExecFee: '0.03' },
    ];
    const applied = steps.map((step, at) =>
      cache.positions.applyUpdate(order({ ...step, side: 'Buy', updatedTime: String(1672364262457 + at) })),
    );
    expect(applied.map(({ outcome, gap }) => [outcome, gap])).toEqual(
      steps.map(() => ['applied', undefined]),
    );
    expect(cache.positions.position('ETHUSDT')).toMatchObject({
      signedAmount: '3',
      entryPrice: '106.666666666666666667',
      fees: { USDT: '0.03' },
    });
  });
});

/** https://bybit-exchange.github.io/docs/v5/websocket/private/execution */
const EXECUTION = {
  category: 'linear',
  symbol: 'ETHUSDT',
  execFee: '0.01',
  execId: '7e2ae69c-4edf-5800-a352-893d52b446aa',
  execPrice: '100',
  execQty: '1',
  execType: 'Trade',
  execValue: '100',
  isMaker: false,
  leavesQty: '2',
  orderId: ORDER.orderId,
  orderLinkId: 'mine-1',
  orderType: 'Limit',
  stopOrderType: 'UNKNOWN',
  side: 'Sell',
  execTime: '1672364174443',
};

const TRADE = {
  exchange: 'bybit',
  symbol: 'ETHUSDT',
  orderId: ORDER.orderId,
  clientOrderId: 'mine-1',
  tradeId: EXECUTION.execId,
  side: 'SELL',
  positionSide: null,
  quantity: '1',
  price: '100',
  fee: '0.01',
  feeCurrency: 'USDT',
  liquidity: 'TAKER',
  timestamp: 1672364174443,
};

function trade(fields: Readonly<Record<string, unknown>>): unknown {
  const mapped = only(push('execution', { ...EXECUTION, ...fields }));
  return mapped?.kind === 'trades' ? mapped.trades[0] : mapped;
}

describe('the execution topic', () => {
  it('tells trades', () => {
    expect(only(push('execution', EXECUTION))).toEqual({ kind: 'trades', trades: [TRADE] });
  });

  it.each([
    [true, 'MAKER'],
    [false, 'TAKER'],
    [undefined, null],
  ])('reads isMaker %s as %s', (isMaker, liquidity) => {
    expect(trade({ isMaker })).toMatchObject({ liquidity });
  });

  it.each(['AdlTrade', 'BustTrade', 'Settle', 'Delivery', 'BlockTrade', 'MovePosition', 'FutureSpread'])(
    'takes %s for a trade',
    (execType) => {
      expect(only(push('execution', { ...EXECUTION, execType, orderLinkId: '' }))).toEqual({
        kind: 'trades',
        trades: [{ ...TRADE, clientOrderId: null }],
      });
    },
  );

  it('tells funding apart from trades, negative when paid', () => {
    const funding = {
      ...EXECUTION,
      execType: 'Funding',
      execId: 'f1',
      execFee: '0.75',
      orderType: 'UNKNOWN',
    };
    expect(mapBybit(push('execution', EXECUTION, funding, { ...funding, execType: 'Gift' }))).toEqual([
      { kind: 'trades', trades: [TRADE] },
      {
        kind: 'adjustments',
        adjustments: [
          {
            exchange: 'bybit',
            symbol: 'ETHUSDT',
            positionSide: null,
            id: 'f1',
            kind: 'FUNDING',
            amount: '-0.75',
            currency: 'USDT',
            timestamp: 1672364174443,
          },
        ],
      },
      expect.objectContaining({ kind: 'invalid', field: 'data[2].execType' }),
    ]);
  });

  it.each([
    ['Buy', 'LONG'],
    ['Sell', 'SHORT'],
  ])('takes the leg of funding in hedge mode from its side, which is the position’s: %s', (side, leg) => {
    const funding = { ...EXECUTION, execType: 'Funding', execId: 'f1', execFee: '0.75', side };
    const message = push('execution', funding);
    const expected = [{ kind: 'adjustments', adjustments: [{ id: 'f1', positionSide: leg }] }];
    for (const given of [message, [message], [funding], { result: { category: 'linear', list: [funding] } }])
      expect(mapBybit(given, { hedged: true })).toMatchObject(expected);
    expect(mapBybit(message)).toMatchObject([{ adjustments: [{ positionSide: null }] }]);
    expect(mapBybit(push('execution', { ...funding, side: '' }), { hedged: true })).toMatchObject([
      { kind: 'invalid', field: 'data[0].side' },
    ]);
  });

  it('tells a rebate as a negative fee, the fee’s own currency, and nothing where it is not known', () => {
    expect(trade({ execFee: '-0.005' })).toMatchObject({ fee: '-0.005' });
    expect(trade({ category: 'spot', feeCurrency: 'ETH' })).toMatchObject({
      exchange: 'bybit-spot',
      fee: '0.01',
      feeCurrency: 'ETH',
    });
    expect(trade({ category: 'spot' })).toMatchObject({ fee: null, feeCurrency: null });
    expect(trade({ category: 'inverse', symbol: 'BTCUSD' })).toMatchObject({
      fee: '0.01',
      feeCurrency: 'BTC',
    });
  });

  /** https://bybit-exchange.github.io/docs/v5/websocket/private/fast-execution */
  it('tells the same trade in its fast form, without a fee', () => {
    const { execFee: _, execType: __, ...fast } = EXECUTION;
    expect(only(push('execution.fast', fast))).toEqual({
      kind: 'trades',
      trades: [{ ...TRADE, fee: null, feeCurrency: null }],
    });
  });

  it('is harmless beside the order topic, whichever comes first', () => {
    const steps = [
      push('execution.fast', { ...EXECUTION, execFee: undefined, execType: undefined }),
      push('execution', EXECUTION),
      push('order', {
        ...ORDER,
        ...FILL,
        cumExecQty: '1',
        cumExecValue: '100',
        avgPrice: '100',
        cumExecFee: '0.01',
      }),
    ];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
      [2, 2, 1, 1, 0, 0],
    ];
    for (const delivery of orders) {
      const cache = new TestCache();
      for (const at of delivery)
        for (const mapped of mapBybit(steps[at])) {
          if (mapped.kind === 'orders')
            for (const update of mapped.updates) cache.positions.applyUpdate(update);
          if (mapped.kind === 'trades') for (const trade of mapped.trades) cache.positions.applyTrade(trade);
        }
      expect(cache.positions.position('ETHUSDT')).toMatchObject({
        signedAmount: '-1',
        entryPrice: '100',
        fees: { USDT: '0.01' },
      });
      expect(cache.faults()).toEqual([]);
    }
  });

  it('refuses a trade of nothing', () => {
    expect(only(push('execution', { ...EXECUTION, execQty: '0' }))).toMatchObject({
      kind: 'invalid',
      field: 'data[0].execQty',
    });
  });
});

/** https://bybit-exchange.github.io/docs/v5/websocket/private/position */
const POSITION = {
  positionIdx: 2,
  symbol: 'BTCUSDT',
  side: 'Sell',
  size: '2.5',
  entryPrice: '24500.75',
  markPrice: '28184.5',
  unrealisedPnl: '0',
  curRealisedPnl: '1.26',
  cumRealisedPnl: '-25.06579337',
  sessionAvgPrice: '0',
  updatedTime: '1697682317038',
  category: 'linear',
  positionStatus: 'Normal',
  seq: 8327597863,
};

function position(fields: Readonly<Record<string, unknown>> = {}): unknown {
  const mapped = only(push('position', { ...POSITION, ...fields }));
  return mapped?.kind === 'positions' ? mapped.positions[0] : mapped;
}

describe('the position topic', () => {
  it('tells a leg', () => {
    expect(only(push('position', POSITION))).toEqual({
      kind: 'positions',
      exchange: 'bybit',
      positions: [
        {
          symbol: 'BTCUSDT',
          positionSide: 'SHORT',
          signedAmount: '-2.5',
          entryPrice: '24500.75',
          realizedPnl: '-25.06579337',
          timestamp: 1697682317038,
        },
      ],
    });
  });

  it.each([
    [0, 'Buy', 'NET', '2.5'],
    [0, 'Sell', 'NET', '-2.5'],
    [1, 'Buy', 'LONG', '2.5'],
  ])('reads positionIdx %s, side %s', (positionIdx, side, positionSide, signedAmount) => {
    expect(position({ positionIdx, side })).toMatchObject({ positionSide, signedAmount });
  });

  it('tells a flat leg, which has no side and no entry', () => {
    for (const side of ['', 'None', 'Buy'])
      expect(position({ positionIdx: 1, side, size: '0', entryPrice: '0' })).toMatchObject({
        signedAmount: '0',
        entryPrice: null,
      });
  });

  it('refuses a side that is not the leg’s', () => {
    expect(position({ side: 'Buy' })).toMatchObject({ kind: 'invalid', field: 'data[0].side' });
    expect(position({ positionIdx: 1 })).toMatchObject({ kind: 'invalid', field: 'data[0].side' });
    expect(position({ positionIdx: undefined })).toMatchObject({
      kind: 'invalid',
      field: 'data[0].positionIdx',
    });
    expect(position({ positionIdx: 0, side: '' })).toMatchObject({ kind: 'invalid', field: 'data[0].side' });
  });

  /** https://bybit-exchange.github.io/docs/v5/position */
  it('reads the rows of REST, which name the entry otherwise', () => {
    const { entryPrice: avgPrice, ...rest } = POSITION;
    const row = { ...rest, avgPrice };
    const answer = {
      retCode: 0,
      retMsg: 'OK',
      result: { category: 'linear', list: [row], nextPageCursor: '' },
      time: 1697682317045,
    };
    for (const message of [answer, [row], row])
      expect(only(message)).toMatchObject({ kind: 'positions', positions: [{ entryPrice: '24500.75' }] });
  });
});

describe('the wallet topic', () => {
  /** https://bybit-exchange.github.io/docs/v5/websocket/private/wallet */
  const wallet = {
    accountType: 'UNIFIED',
    totalEquity: '19620.93',
    coin: [
      {
        coin: 'USDT',
        equity: '4.93',
        walletBalance: '106.03036732',
        locked: '6',
        availableToWithdraw: '',
        totalPositionIM: '1179.1',
      },
      { coin: 'BTC', walletBalance: '-0.5', locked: '0' },
      { coin: 'ETH', walletBalance: '2' },
    ],
  };
  const at = { exchange: 'bybit', account: 'UNIFIED', timestamp: 1672364262474 };

  it('tells each coin, with the time of the message', () => {
    expect(only(push('wallet', wallet))).toEqual({
      kind: 'balances',
      balances: [
        { ...at, asset: 'USDT', free: '100.03036732', locked: '6', total: '106.03036732' },
        { ...at, asset: 'BTC', free: '0', locked: '0', total: '-0.5' },
        { ...at, asset: 'ETH', free: null, locked: null, total: '2' },
      ],
    });
  });

  it('tells what classic accounts say is free, and the account of each', () => {
    const spot = {
      accountType: 'SPOT',
      coin: [{ coin: 'BTC', walletBalance: '2', free: '1.5', locked: '0.5' }],
    };
    const answer = { retCode: 0, result: { list: [spot, wallet] }, time: 1672364262474 };
    const balances = mapBybit(answer).flatMap((each) => (each.kind === 'balances' ? each.balances : []));
    expect(balances).toHaveLength(4);
    expect(balances[0]).toEqual({
      ...at,
      account: 'SPOT',
      asset: 'BTC',
      free: '1.5',
      locked: '0.5',
      total: '2',
    });
    expect(only([spot])).toMatchObject({ balances: [{ timestamp: null }] });
  });

  it('refuses coins that are no list', () => {
    expect(only(push('wallet', { ...wallet, coin: 'USDT' }))).toMatchObject({
      kind: 'invalid',
      field: 'data[0].coin',
    });
  });
});

describe('instruments', () => {
  /** https://bybit-exchange.github.io/docs/v5/market/instrument */
  const filters = { lotSizeFilter: { qtyStep: '0.001' }, priceFilter: { tickSize: '0.10' } };
  const linear = {
    symbol: 'BTCUSDT',
    contractType: 'LinearPerpetual',
    baseCoin: 'BTC',
    quoteCoin: 'USDT',
    settleCoin: 'USDT',
    ...filters,
  };
  const inverse = {
    ...linear,
    symbol: 'BTCUSD',
    contractType: 'InversePerpetual',
    quoteCoin: 'USD',
    settleCoin: 'BTC',
  };
  const spot = { symbol: 'BTCUSDT', baseCoin: 'BTC', quoteCoin: 'USDT', ...filters };
  const option = {
    symbol: 'ETH-28FEB25-2800-C',
    optionsType: 'Call',
    baseCoin: 'ETH',
    quoteCoin: 'USD',
    settleCoin: 'USDC',
    ...filters,
  };

  it('tell kind and currencies, and can be registered', () => {
    const list = [linear, inverse, spot, option];
    const mapped = only({ retCode: 0, result: { list }, time: 1 });
    if (mapped?.kind !== 'instruments') throw new Error(JSON.stringify(mapped));
    expect(mapped.instruments).toEqual([
      {
        exchange: 'bybit',
        symbol: 'BTCUSDT',
        kind: 'linear',
        base: 'BTC',
        quote: 'USDT',
        settle: 'USDT',
        priceIncrement: '0.1',
      },
      {
        exchange: 'bybit',
        symbol: 'BTCUSD',
        kind: 'inverse',
        base: 'BTC',
        quote: 'USD',
        settle: 'BTC',
        priceIncrement: '0.1',
      },
      {
        exchange: 'bybit-spot',
        symbol: 'BTCUSDT',
        kind: 'spot',
        base: 'BTC',
        quote: 'USDT',
        settle: null,
        priceIncrement: '0.1',
      },
      {
        exchange: 'bybit',
        symbol: 'ETH-28FEB25-2800-C',
        kind: 'linear',
        base: 'ETH',
        quote: 'USD',
        settle: 'USDC',
        priceIncrement: '0.1',
      },
    ]);
    const cache = new TestCache();
    cache.positions.registerInstruments(mapped.instruments);
    expect(cache.positions.instrument('bybit', 'BTCUSD')).toMatchObject({
      kind: 'inverse',
      contractSize: '1',
    });
  });
});

describe('what tells nothing of an account', () => {
  it.each([
    [{ success: true, ret_msg: '', op: 'auth', conn_id: 'cejreaspqfm9se7usbrg-2xh' }, 'an answer to auth'],
    [
      { success: true, ret_msg: '', op: 'subscribe', conn_id: 'cejreaspqfm9se7usbrg-2xh' },
      'an answer to subscribe',
    ],
    [
      { req_id: 'test', op: 'pong', args: ['1675418560633'], conn_id: 'cfcb4ocsvfriu23r3er0-1b' },
      'an answer to pong',
    ],
    [
      {
        reqId: 'test-005',
        retCode: 0,
        retMsg: 'OK',
        op: 'order.create',
        data: { orderId: '1', orderLinkId: '' },
      },
      'an answer to order.create',
    ],
    [push('greeks', { baseCoin: 'ETH', totalDelta: '0.06' }), 'topic greeks is not mapped'],
    [push('order'), 'the message has no rows'],
    [[], 'the message has no rows'],
  ])('%j is ignored', (message, reason) => {
    expect(mapBybit(message)).toEqual([{ kind: 'ignored', reason }]);
    expect(mapBybit(JSON.stringify(message))).toEqual([{ kind: 'ignored', reason }]);
  });

  it.each([
    [null],
    [undefined],
    [7],
    ['hello'],
    [{}],
    [[7]],
    [{ arg: { channel: 'orders' }, data: [] }],
    [{ result: {} }],
  ])('%j is unknown', (message) => {
    expect(mapBybit(message)).toEqual([{ kind: 'unknown', message }]);
  });

  it.each([
    [{ topic: 'order', data: {} }, 'data'],
    [{ topic: 'order', data: [null] }, 'data[0]'],
    [{ topic: 'wallet', data: [], creationTime: 'now' }, 'message.time'],
    [{ result: { category: 'moon', list: [ORDER] } }, 'message.category'],
  ])('%j is refused', (message, field) => {
    expect(only(message)).toMatchObject({ kind: 'invalid', field });
  });

  it('of a list of messages is told in its place, and each message is mapped', () => {
    const list = [
      push('order', ORDER),
      JSON.stringify(push('execution', EXECUTION)),
      { op: 'pong' },
      'hello',
    ];
    const expected = [
      { kind: 'orders', updates: [order()] },
      { kind: 'trades', trades: [TRADE] },
      { kind: 'ignored', reason: 'an answer to pong' },
      { kind: 'unknown', message: 'hello' },
    ];
    expect(mapBybit(list)).toEqual(expected);
    expect(mapBybit(JSON.stringify(list))).toEqual(expected);
    expect(mapBybit([ORDER])).toEqual([{ kind: 'orders', updates: [order()] }]);
  });

  it('knows a message with what `bybit-api` adds to it, and as text with its digits', () => {
    expect(mapBybit({ ...(push('order', ORDER) as object), wsKey: 'v5Private' })).toEqual([
      { kind: 'orders', updates: [order()] },
    ]);
    const text = JSON.stringify(push('order', ORDER)).replace(
      `"${ORDER.orderId}"`,
      '22813095461590144001234',
    );
    expect(only(text)).toMatchObject({
      updates: [{ id: '22813095461590144001234', positionSide: 'NET', timestamp: 1672364262457 }],
    });
  });
});
