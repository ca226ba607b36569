import { describe, jest } from '@jest/globals';
import { mapBybit } from '../../src/exchanges/bybit/bybit.mapper.js';
import { mapOkx } from '../../src/exchanges/okx/okx.mapper.js';
import { mapperProperties } from '../support/mapper-properties.js';

/** `PROPERTY_RUNS=100000 npm run test:long -- test/properties/okx-bybit-messages` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 2_000);

jest.setTimeout(60_000 + RUNS * 200);

/** Rows as the documents of the exchanges have them; see the mappers' own tests. */
const OKX_ORDER = {
  instType: 'SWAP', instId: 'BTC-USDT-SWAP', ordId: '312269865356374016', clOrdId: 'b1', px: '30000', sz: '12', ordType: 'limit', side: 'buy',
  posSide: 'long', accFillSz: '5', avgPx: '30000.5', state: 'partially_filled', fillSz: '2', fillPx: '30001', tradeId: '242589207',
  fillFee: '-0.3', fillFeeCcy: 'USDT', fee: '-0.75', feeCcy: 'USDT', rebate: '0.1', rebateCcy: 'USDT', category: 'adl', reduceOnly: 'false',
  cancelSource: '1', cancelSourceReason: 'because', amendResult: '-1', msg: 'why', execType: 'M', fillTime: '1597026383080',
  uTime: '1597026383085',
}; // prettier-ignore
const OKX_POSITION = {
  instType: 'SWAP', instId: 'ETH-USDT-SWAP', posId: '307173036051017730', posSide: 'short', pos: '2', posCcy: 'ETH', avgPx: '2566.31',
  realizedPnl: '-0.9', liab: '-0.5', liabCcy: 'ETH', uTime: '1619507761462',
}; // prettier-ignore
const OKX_BALANCE = {
  ccy: 'BTC', cashBal: '1', availBal: '0.9', frozenBal: '0.3', isoEq: '0.2', isoUpl: '-0.1', uTime: '1597026383080',
}; // prettier-ignore
const OKX_INSTRUMENT = {
  instType: 'SWAP', instId: 'BTC-USD-SWAP', uly: 'BTC-USD', baseCcy: 'BTC', quoteCcy: 'USD', settleCcy: 'BTC', ctVal: '100', ctMult: '1',
  ctType: 'inverse', tickSz: '0.1',
}; // prettier-ignore

const OKX_MESSAGES = [
  push('orders', OKX_ORDER, { ...OKX_ORDER, state: 'canceled' }),
  push('positions', OKX_POSITION, { ...OKX_POSITION, instType: 'MARGIN', instId: 'ETH-BTC' }),
  push('account', { details: [OKX_BALANCE, OKX_BALANCE] }),
  push('balance_and_position', { balData: [OKX_BALANCE], posData: [OKX_POSITION] }),
  push(
    'instruments',
    OKX_INSTRUMENT,
    { ...OKX_INSTRUMENT, instType: 'SPOT' },
    { ...OKX_INSTRUMENT, instType: 'OPTION' },
  ),
  { code: '0', msg: '', data: [OKX_ORDER] },
  [OKX_ORDER],
  [push('orders', OKX_ORDER), push('positions', OKX_POSITION)],
  OKX_POSITION,
  { event: 'error', code: '60012', msg: 'Invalid request' },
];

const BYBIT_ORDER = {
  category: 'linear', symbol: 'ETHUSDT', orderId: '5cf98598-39a7', orderLinkId: 'mine-1', side: 'Sell', orderType: 'Limit',
  stopOrderType: 'Stop', cancelType: 'CancelByUser', price: '72.5', qty: '3', timeInForce: 'GTC', orderStatus: 'Cancelled', reduceOnly: false,
  cumExecQty: '2', cumExecValue: '217.6', avgPrice: '72.53', positionIdx: 0, cumExecFee: '0.1', rejectReason: 'EC_NoError', createType: 'CreateByUser',
  feeCurrency: 'USDT', cumFeeDetail: { MNT: '0.1' }, updatedTime: '1672364262457',
}; // prettier-ignore
const BYBIT_EXECUTION = {
  category: 'linear', symbol: 'ETHUSDT', execFee: '0.01', execId: '7e2ae69c', execPrice: '100', execQty: '1', execType: 'Trade', orderId: '5cf98598-39a7',
  orderLinkId: 'mine-1', side: 'Sell', feeCurrency: '', isMaker: true, execTime: '1672364174443',
}; // prettier-ignore
const BYBIT_POSITION = {
  positionIdx: 2, symbol: 'BTCUSDT', side: 'Sell', size: '2.5', entryPrice: '24500.75', avgPrice: '', cumRealisedPnl: '-25.06', category: 'linear',
  updatedTime: '1697682317038',
}; // prettier-ignore
const BYBIT_WALLET = {
  accountType: 'UNIFIED',
  coin: [{ coin: 'USDT', walletBalance: '106.03', locked: '6', free: '' }],
};
const BYBIT_INSTRUMENT = {
  symbol: 'BTCUSD', contractType: 'InversePerpetual', optionsType: '', baseCoin: 'BTC', quoteCoin: 'USD', settleCoin: 'BTC',
  lotSizeFilter: { qtyStep: '1' }, priceFilter: { tickSize: '0.5' },
}; // prettier-ignore

const BYBIT_MESSAGES = [
  topic('order', BYBIT_ORDER, {
    ...BYBIT_ORDER,
    cumFeeDetail: undefined,
    category: 'inverse',
    symbol: 'ETHUSD',
  }),
  topic('order.spot', { ...BYBIT_ORDER, category: undefined, cumFeeDetail: {} }),
  topic('execution', BYBIT_EXECUTION, { ...BYBIT_EXECUTION, execType: 'Funding' }),
  topic('execution.fast', { ...BYBIT_EXECUTION, execType: undefined, execFee: undefined }),
  topic('position', BYBIT_POSITION, { ...BYBIT_POSITION, positionIdx: 0 }),
  topic('wallet', BYBIT_WALLET),
  { retCode: 0, result: { category: 'linear', list: [BYBIT_ORDER] }, time: 1672364262474 },
  { retCode: 0, result: { list: [BYBIT_INSTRUMENT] }, time: 1672364262474 },
  [BYBIT_POSITION],
  [topic('order', BYBIT_ORDER), topic('wallet', BYBIT_WALLET)],
  BYBIT_EXECUTION,
  { success: true, ret_msg: '', op: 'auth', conn_id: 'cejreaspqfm9se7usbrg-2xh' },
];

describe.each([
  ['OKX', mapOkx, OKX_MESSAGES],
  ['Bybit', mapBybit, BYBIT_MESSAGES],
])('messages of %s', (_, map, messages) => {
  mapperProperties(map, messages, RUNS);
});

function push(channel: string, ...data: readonly unknown[]): unknown {
  return { arg: { channel, instType: 'ANY' }, data };
}

function topic(name: string, ...data: readonly unknown[]): unknown {
  return { id: '592324', topic: name, creationTime: 1672364262474, data };
}
