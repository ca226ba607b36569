import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../../test/support/test-cache.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { Mapped } from '../mapped.js';
import { mapOkx } from './okx.mapper.js';

/** https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel: a push, with what is not read here left out. */
const ORDER = {
  instType: 'SWAP',
  instId: 'BTC-USDT-SWAP',
  ordId: '312269865356374016',
  clOrdId: 'b1',
  tgtCcy: '',
  px: '30000',
  sz: '12',
  ordType: 'limit',
  side: 'buy',
  posSide: 'net',
  tdMode: 'cross',
  accFillSz: '0',
  fillPx: '',
  tradeId: '',
  fillSz: '0',
  fillFee: '0',
  fillFeeCcy: '',
  fillTime: '',
  avgPx: '0',
  state: 'live',
  feeCcy: 'USDT',
  fee: '0',
  rebateCcy: 'USDT',
  rebate: '0',
  category: 'normal',
  reduceOnly: 'false',
  cancelSource: '',
  cancelSourceReason: '',
  amendResult: '',
  code: '0',
  msg: '',
  uTime: '1597026383085',
  cTime: '1597026383000',
};

const FILL = {
  state: 'partially_filled',
  accFillSz: '5',
  avgPx: '30000.5',
  fillSz: '2',
  fillPx: '30001',
  tradeId: '242589207',
  fillFee: '-0.3',
  fillFeeCcy: 'USDT',
  fee: '-0.75',
};

function push(channel: string, ...data: readonly unknown[]): unknown {
  return { arg: { channel, instType: 'ANY', uid: '77982378738415879' }, data };
}

function order(fields: Readonly<Record<string, unknown>> = {}): OrderUpdate {
  const [mapped] = mapOkx(push('orders', { ...ORDER, ...fields }));
  if (mapped?.kind !== 'orders') throw new Error(JSON.stringify(mapped));
  return mapped.updates[0] as OrderUpdate;
}

function only(message: unknown): Mapped | undefined {
  const mapped = mapOkx(message);
  expect(mapped).toHaveLength(1);
  return mapped[0];
}

describe('the orders channel', () => {
  it('tells an order that rests', () => {
    expect(order()).toEqual({
      exchange: 'okx',
      symbol: 'BTC-USDT-SWAP',
      id: '312269865356374016',
      clientOrderId: 'b1',
      status: 'ACCEPTED',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '30000',
      amount: '12',
      filled: '0',
      average: null,
      lastFilled: '0',
      lastFilledPrice: null,
      tradeId: null,
      fee: '0',
      feeCurrency: null,
      liquidity: null,
      cumFees: {},
      reduceOnly: false,
      positionSide: 'NET',
      reason: null,
      timestamp: 1597026383085,
    });
  });

  it('tells a fill, with its fee and the fees so far, positive when paid', () => {
    expect(order(FILL)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      filled: '5',
      average: '30000.5',
      lastFilled: '2',
      lastFilledPrice: '30001',
      tradeId: '242589207',
      fee: '0.3',
      feeCurrency: 'USDT',
      cumFees: { USDT: '0.75' },
    });
  });

  it('tells a rebate as a negative fee: of a fill, in a derivative’s fees, and beside spot fees', () => {
    expect(order({ ...FILL, fillFee: '0.2', fee: '0.5' })).toMatchObject({
      fee: '-0.2',
      feeCurrency: 'USDT',
      cumFees: { USDT: '-0.5' },
    });
    const spot = {
      instType: 'SPOT',
      instId: 'BTC-USDT',
      posSide: '',
      feeCcy: 'BTC',
      fee: '-0.001',
      rebate: '0.5',
    };
    expect(order({ ...FILL, ...spot })).toMatchObject({
      cumFees: { BTC: '0.001', USDT: '-0.5' },
    });
    expect(order({ ...FILL, fee: '-0.7', rebate: '0.2' }).cumFees).toEqual({ USDT: '0.5' });
  });

  it('says nothing of fees whose currency it does not know', () => {
    expect(order({ ...FILL, fillFeeCcy: '', feeCcy: '' })).toMatchObject({
      fee: null,
      feeCurrency: null,
      cumFees: null,
    });
    expect(order({ ...FILL, rebate: '1', rebateCcy: '' }).cumFees).toBeNull();
  });

  it.each([
    ['live', 'ACCEPTED'],
    ['partially_filled', 'PARTIALLY_FILLED'],
    ['filled', 'FILLED'],
    ['canceled', 'CANCELED'],
    ['mmp_canceled', 'CANCELED'],
  ])('reads state %s as %s', (state, status) => {
    expect(order({ state }).status).toBe(status);
  });

  it.each([
    ['limit', 'LIMIT', 'GTC'],
    ['market', 'MARKET', 'GTC'],
    ['post_only', 'LIMIT', 'PO'],
    ['fok', 'LIMIT', 'FOK'],
    ['ioc', 'LIMIT', 'IOC'],
    ['optimal_limit_ioc', 'MARKET', 'IOC'],
    ['mmp_and_post_only', 'LIMIT', 'PO'],
    ['chase', 'chase', null],
  ])('reads ordType %s as %s %s', (ordType, type, timeInForce) => {
    expect(order({ ordType })).toMatchObject({ type, timeInForce });
  });

  it.each([
    ['long', 'sell', 'LONG'],
    ['short', 'buy', 'SHORT'],
    ['net', 'buy', 'NET'],
  ])('reads posSide %s', (posSide, side, positionSide) => {
    expect(order({ posSide, side })).toMatchObject({ positionSide, side: side.toUpperCase() });
  });

  it('does not take an order of spot, which tells no posSide, for one of one-way mode', () => {
    expect(order({ posSide: '' }).positionSide).toBeNull();
  });

  it.each([
    ['M', 'MAKER'],
    ['T', 'TAKER'],
    ['', null],
  ])('reads execType %s of the last fill as %s', (execType, liquidity) => {
    expect(order({ ...FILL, execType }).liquidity).toBe(liquidity);
  });

  it.each([
    ['1597026383085', '1597026383000', 1597026383085],
    ['', '1597026383070', 1597026383070],
    ['', '', null],
  ])(
    'updated at "%s", last filled at "%s", happened at %s, not when it was created',
    (uTime, fillTime, time) => {
      expect(order({ ...FILL, uTime, fillTime, cTime: '1597026383000' }).timestamp).toBe(time);
    },
  );

  it('leaves the amount of a spot order sized in the quote currency in that currency; what is filled is base', () => {
    const quoteSized = {
      instType: 'SPOT',
      instId: 'DOGE-USDT',
      posSide: '',
      ordType: 'market',
      tgtCcy: 'quote_ccy',
      px: '',
      sz: '10',
    };
    expect(order({ ...quoteSized, state: 'filled', accFillSz: '98.5', avgPx: '0.1015' })).toMatchObject({
      amount: '10',
      filled: '98.5',
      average: '0.1015',
      price: null,
    });
  });

  it('tells why the exchange made an order or ended it', () => {
    expect(order().reason).toBeNull();
    for (const category of ['adl', 'full_liquidation', 'partial_liquidation', 'delivery'])
      expect(order({ ...FILL, state: 'filled', category }).reason).toBe(category);
    const ended = {
      state: 'canceled',
      cancelSource: '31',
      cancelSourceReason: 'POST_ONLY would take liquidity',
    };
    expect(order(ended).reason).toBe('POST_ONLY would take liquidity');
    expect(order({ ...ended, cancelSourceReason: '' }).reason).toBe('cancelSource 31');
    expect(order({ ...ended, category: 'full_liquidation', cancelSourceReason: '' }).reason).toBe(
      'full_liquidation',
    );
  });

  it('tells an amend as the order now stands, and a failed one with its reason', () => {
    expect(order({ px: '29000', sz: '15', amendResult: '0' })).toMatchObject({
      price: '29000',
      amount: '15',
      reason: null,
    });
    expect(order({ amendResult: '-1', msg: 'Insufficient margin' }).reason).toBe('Insufficient margin');
  });

  it('reads the rows of REST, which tell no fee of the last fill', () => {
    const { fillFee: _, fillFeeCcy: __, ...rest } = { ...ORDER, ...FILL };
    const answer = { code: '0', msg: '', data: [rest] };
    for (const message of [answer, [rest], rest])
      expect(only(message)).toMatchObject({
        kind: 'orders',
        updates: [{ id: ORDER.ordId, fee: null, feeCurrency: null, cumFees: { USDT: '0.75' } }],
      });
  });

  it('rounds what the exchange computed, and nothing else', () => {
    const average = '0.0000123456789012345678';
    expect(order({ ...FILL, avgPx: average }).average).toBe('0.000012345678901235');
    expect(only(push('orders', { ...ORDER, sz: average }))).toMatchObject({
      kind: 'invalid',
      field: 'data[0].sz',
    });
  });

  it('maps the rows that are right beside one that is not', () => {
    expect(
      mapOkx(push('orders', { ...ORDER, state: 'melted' }, ORDER, { ...ORDER, side: 'buy', sz: '-1' })),
    ).toEqual([
      { kind: 'orders', updates: [order()] },
      expect.objectContaining({ kind: 'invalid', field: 'data[0].state' }),
      { kind: 'invalid', field: 'data[2].sz', reason: 'must not be negative' },
    ]);
  });
});

describe('text from the wire', () => {
  it('keeps the digits of numbers', () => {
    const text = JSON.stringify(push('orders', ORDER))
      .replace(`"${ORDER.ordId}"`, '31226986535637401612')
      .replace('"12"', '0.1000000000000000001');
    expect(only(text)).toMatchObject({ kind: 'invalid', field: 'data[0].sz' });
    expect(only(text.replace('0.1000000000000000001', '0.100000000000000001'))).toMatchObject({
      updates: [{ id: '31226986535637401612', amount: '0.100000000000000001' }],
    });
  });

  it('of which an SDK made a number that lost digits is refused', () => {
    expect(only(push('orders', { ...ORDER, ordId: 312269865356374016 }))).toMatchObject({
      kind: 'invalid',
      field: 'data[0].ordId',
    });
  });
});

/** https://www.okx.com/docs-v5/en/#trading-account-websocket-positions-channel */
const POSITION = {
  instType: 'SWAP',
  instId: 'ETH-USDT-SWAP',
  posId: '307173036051017730',
  posSide: 'long',
  pos: '2',
  posCcy: '',
  avgPx: '2566.31',
  upl: '0.05',
  realizedPnl: '-0.9',
  liab: '',
  liabCcy: '',
  uTime: '1619507761462',
};

function balance(details: object): unknown {
  const mapped = only(push('account', { details: [details] }));
  return mapped?.kind === 'balances' ? mapped.balances[0] : mapped;
}

function position(fields: Readonly<Record<string, unknown>> = {}): unknown {
  const mapped = only(push('positions', { ...POSITION, ...fields }));
  return mapped?.kind === 'positions' ? mapped.positions[0] : mapped;
}

describe('the positions channel', () => {
  it('tells a leg', () => {
    expect(only(push('positions', POSITION))).toEqual({
      kind: 'positions',
      exchange: 'okx',
      positions: [
        {
          symbol: 'ETH-USDT-SWAP',
          positionSide: 'LONG',
          signedAmount: '2',
          entryPrice: '2566.31',
          realizedPnl: '-0.9',
          realizedSinceOpening: true,
          timestamp: 1619507761462,
        },
      ],
    });
  });

  it.each([
    ['short', '2', 'SHORT', '-2'],
    ['net', '-2', 'NET', '-2'],
    ['net', '2', 'NET', '2'],
    ['short', '0', 'SHORT', '0'],
  ])('reads posSide %s, pos %s', (posSide, pos, positionSide, signedAmount) => {
    expect(position({ posSide, pos })).toMatchObject({ positionSide, signedAmount });
  });

  it('tells a flat leg without an entry', () => {
    expect(position({ pos: '0', avgPx: '' })).toMatchObject({ signedAmount: '0', entryPrice: null });
  });

  it('refuses what a leg cannot hold', () => {
    expect(position({ pos: '-2' })).toMatchObject({ kind: 'invalid', field: 'data[0].pos' });
    expect(position({ pos: '' })).toMatchObject({ kind: 'invalid', field: 'data[0].pos' });
    expect(position({ posSide: '' })).toMatchObject({ kind: 'invalid', field: 'data[0].posSide' });
  });

  it('tells a margin position in the base currency: what it holds, or what it owes', () => {
    const margin = { instType: 'MARGIN', instId: 'BTC-USDT', posSide: 'net' };
    expect(position({ ...margin, pos: '0.5', posCcy: 'BTC' })).toMatchObject({ signedAmount: '0.5' });
    const short = { ...margin, pos: '20000', posCcy: 'USDT', liab: '-0.5', liabCcy: 'BTC' };
    expect(position(short)).toMatchObject({ signedAmount: '-0.5' });
    expect(position({ ...short, liabCcy: '' })).toMatchObject({ kind: 'invalid', field: 'data[0].liabCcy' });
    expect(position({ ...short, liab: '0.5' })).toMatchObject({ kind: 'invalid', field: 'data[0].liab' });
  });
});

describe('balances', () => {
  /** https://www.okx.com/docs-v5/en/#trading-account-websocket-account-channel */
  const account = {
    uTime: '1597026383085',
    totalEq: '41624.32',
    details: [
      { ccy: 'BTC', cashBal: '1', availBal: '0.9', frozenBal: '0.1', eq: '1', uTime: '1597026383080' },
      { ccy: 'USDT', cashBal: '-12.5', availBal: '0', frozenBal: '', uTime: '' },
    ],
  };
  const balances = [
    {
      exchange: 'okx',
      account: 'trading',
      asset: 'BTC',
      free: '0.9',
      locked: '0.1',
      total: '1',
      timestamp: 1597026383080,
    },
    {
      exchange: 'okx',
      account: 'trading',
      asset: 'USDT',
      free: '0',
      locked: null,
      total: '-12.5',
      timestamp: null,
    },
  ];

  it('come from the account channel and from REST', () => {
    for (const message of [push('account', account), { code: '0', data: [account] }, [account], account])
      expect(mapOkx(message)).toEqual([{ kind: 'balances', balances }]);
  });

  it('of an account with an isolated position have its margin, without its profit, in locked and total', () => {
    const usdt = {
      ccy: 'USDT', availBal: '4920.07', cashBal: '4920.07', eq: '4980.45', frozenBal: '60.38', isoEq: '60.38', isoUpl: '0.38', uTime: '1597026383080',
    }; // prettier-ignore
    expect(balance(usdt)).toMatchObject({ free: '4920.07', locked: '60', total: '4980.07' });
    expect(balance({ ...usdt, isoUpl: '' })).toMatchObject({ locked: '60.38', total: '4980.45' });
    expect(balance({ ...usdt, isoEq: '9'.repeat(18), cashBal: '9'.repeat(18) })).toMatchObject({
      kind: 'invalid',
      field: 'data[0].details[0].cashBal',
    });
  });

  it('and positions come from balance_and_position', () => {
    /** https://www.okx.com/docs-v5/en/#trading-account-websocket-balance-and-position-channel */
    const row = {
      pTime: '1597026383085',
      eventType: 'snapshot',
      balData: [{ ccy: 'BTC', cashBal: '1', uTime: '1597026383085' }],
      posData: [{ ...POSITION, realizedPnl: undefined, posSide: 'short' }],
      trades: [{ instId: 'ETH-USDT-SWAP', tradeId: '2' }],
    };
    expect(mapOkx(push('balance_and_position', row))).toEqual([
      {
        kind: 'balances',
        balances: [{ ...balances[0], free: null, locked: null, timestamp: 1597026383085 }],
      },
      {
        kind: 'positions',
        exchange: 'okx',
        positions: [
          expect.objectContaining({ positionSide: 'SHORT', signedAmount: '-2', realizedPnl: null }),
        ],
      },
    ]);
  });

  it('that are no list are refused', () => {
    expect(only(push('account', { details: { ccy: 'BTC' } }))).toEqual({
      kind: 'invalid',
      field: 'data[0].details',
      reason: 'must be a list',
    });
    expect(only(push('account', 7))).toMatchObject({ kind: 'invalid', field: 'data[0]' });
  });
});

describe('instruments', () => {
  /** https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments */
  const swap = {
    instType: 'SWAP',
    instId: 'BTC-USDT-SWAP',
    uly: 'BTC-USDT',
    baseCcy: '',
    quoteCcy: '',
    settleCcy: 'USDT',
    ctVal: '0.01',
    ctMult: '1',
    ctType: 'linear',
    tickSz: '0.1',
  };
  const inverse = {
    ...swap,
    instId: 'BTC-USD-SWAP',
    uly: 'BTC-USD',
    settleCcy: 'BTC',
    ctVal: '100',
    ctType: 'inverse',
  };
  const spot = {
    instType: 'SPOT',
    instId: 'BTC-USDT',
    baseCcy: 'BTC',
    quoteCcy: 'USDT',
    ctVal: '',
    ctType: '',
    tickSz: '0.1',
  };
  const option = {
    ...swap,
    instType: 'OPTION',
    instId: 'BTC-USD-250328-92000-C',
    uly: 'BTC-USD',
    settleCcy: 'BTC',
    ctVal: '1',
    ctMult: '0.01',
    ctType: '',
    tickSz: '0.0001',
  };

  it('tell the contract size, the kind and the currencies, and can be registered', () => {
    const mapped = only({ code: '0', msg: '', data: [swap, inverse, spot, option] });
    if (mapped?.kind !== 'instruments') throw new Error(JSON.stringify(mapped));
    expect(mapped.instruments).toEqual([
      {
        exchange: 'okx',
        symbol: 'BTC-USDT-SWAP',
        kind: 'linear',
        contractSize: '0.01',
        base: 'BTC',
        quote: 'USDT',
        settle: 'USDT',
        priceIncrement: '0.1',
      },
      {
        exchange: 'okx',
        symbol: 'BTC-USD-SWAP',
        kind: 'inverse',
        contractSize: '100',
        base: 'BTC',
        quote: 'USD',
        settle: 'BTC',
        priceIncrement: '0.1',
      },
      {
        exchange: 'okx',
        symbol: 'BTC-USDT',
        kind: 'spot',
        base: 'BTC',
        quote: 'USDT',
        priceIncrement: '0.1',
      },
      {
        exchange: 'okx',
        symbol: 'BTC-USD-250328-92000-C',
        kind: 'linear',
        contractSize: '0.01',
        quote: 'BTC',
        settle: 'BTC',
        priceIncrement: '0.0001',
      },
    ]);
    const cache = new TestCache();
    cache.positions.registerInstruments(mapped.instruments);
    expect(cache.positions.instrument('okx', 'BTC-USD-SWAP')).toMatchObject({
      kind: 'inverse',
      contractSize: '100',
    });
  });

  it('are refused without a contract size', () => {
    expect(only(push('instruments', { ...swap, ctVal: '0' }))).toMatchObject({
      kind: 'invalid',
      field: 'data[0].ctVal',
    });
  });
});

describe('what tells nothing of an account', () => {
  it.each([
    ['pong', 'a heartbeat'],
    [{ event: 'login', code: '0', msg: '', connId: 'a4d3ae55' }, 'event login'],
    [
      { event: 'subscribe', arg: { channel: 'orders', instType: 'ANY' }, connId: 'a4d3ae55' },
      'event subscribe',
    ],
    [
      { event: 'channel-conn-count', channel: 'orders', connCount: '2', connId: 'abcd1234' },
      'event channel-conn-count',
    ],
    [{ event: 'error', code: '60012', msg: 'Invalid request' }, 'event error: 60012 Invalid request'],
    [
      { id: '1512', op: 'order', code: '0', msg: '', data: [{ ordId: '1', clOrdId: '', sCode: '0' }] },
      'an answer to order',
    ],
    [push('orders-algo', { algoId: '1' }), 'channel orders-algo is not mapped'],
    [push('fills', { ordId: '1', tradeId: '2', count: '10' }), 'channel fills is not mapped'],
    [push('positions'), 'the message has no rows'],
    [[], 'the message has no rows'],
    [{ code: '50011', msg: 'Rate limit reached', data: [] }, 'the message has no rows'],
  ])('%j is ignored', (message, reason) => {
    expect(mapOkx(message)).toEqual([{ kind: 'ignored', reason }]);
    expect(mapOkx(typeof message === 'string' ? message : JSON.stringify(message))).toEqual([
      { kind: 'ignored', reason },
    ]);
  });

  it.each([
    [null],
    [undefined],
    [7],
    ['hello'],
    [{}],
    [[7]],
    [{ e: 'ORDER_TRADE_UPDATE' }],
    [{ arg: {}, data: [] }],
    [[{ topic: 'order' }]],
  ])('%j is unknown', (message) => {
    expect(mapOkx(message)).toEqual([{ kind: 'unknown', message }]);
  });

  it('of a list of messages is told in its place, and each message is mapped', () => {
    const list = [
      push('orders', ORDER),
      JSON.stringify(push('positions', POSITION)),
      { event: 'login' },
      'pong',
    ];
    const expected = [
      { kind: 'orders', updates: [order()] },
      { kind: 'positions', exchange: 'okx', positions: [position()] },
      { kind: 'ignored', reason: 'event login' },
      { kind: 'ignored', reason: 'a heartbeat' },
    ];
    expect(mapOkx(list)).toEqual(expected);
    expect(mapOkx(JSON.stringify(list))).toEqual(expected);
    expect(mapOkx([ORDER])).toEqual([{ kind: 'orders', updates: [order()] }]);
  });

  it('knows a message with what `okx-api` adds to it', () => {
    const [mapped] = mapOkx({ ...(push('orders', ORDER) as object), wsKey: 'prodPrivate' });
    expect(mapped).toEqual({ kind: 'orders', updates: [order()] });
  });
});
