import { describe, expect, it } from '@jest/globals';
import { T } from '../../../test/support/binance-events.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { Mapped } from '../mapped.js';
import { mapBinance } from './binance.mapper.js';

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade */
const CANCELED = {
  symbol: 'BTCUSDT', origClientOrderId: 'mine', orderId: 9, orderListId: -1, clientOrderId: 'cancel-request', transactTime: T, price: '0.01000000',
  origQty: '0.000100', executedQty: '0.00002500', cummulativeQuoteQty: '0.00000025', status: 'CANCELED', timeInForce: 'GTC', type: 'LIMIT', side: 'SELL',
  selfTradePreventionMode: 'NONE',
}; // prettier-ignore
const PLACED = {
  symbol: 'BTCUSDT', orderId: 10, orderListId: -1, clientOrderId: 'next', transactTime: T + 1, price: '0.02000000', origQty: '0.040000',
  executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000', status: 'NEW', timeInForce: 'GTC', type: 'LIMIT', side: 'SELL', workingTime: T, fills: [],
}; // prettier-ignore
const ANSWER = {
  cancelResult: 'SUCCESS',
  newOrderResult: 'SUCCESS',
  cancelResponse: CANCELED,
  newOrderResponse: PLACED,
};
const FAILED = { code: -2011, msg: 'Unknown order sent.' };

function updatesOf(mapped: Mapped): readonly OrderUpdate[] {
  return mapped.kind === 'orders' ? mapped.updates : [];
}

describe('the answer to a cancel-and-replace', () => {
  it('tells both orders, and which one the new one replaced', () => {
    const mapped = mapBinance(ANSWER);
    expect(mapped.flatMap(updatesOf)).toMatchObject([
      { id: '9', clientOrderId: 'mine', status: 'CANCELED', filled: '0.000025', average: '0.01', lastFilled: null, replaces: null, timestamp: T },
      { id: '10', clientOrderId: 'next', status: 'ACCEPTED', amount: '0.04', filled: '0', replaces: '9', timestamp: T + 1 },
    ]); // prettier-ignore
    expect(mapBinance({ id: 'a1', status: 200, result: ANSWER })).toEqual(mapped);
    expect(mapBinance(JSON.stringify(ANSWER))).toEqual(mapped);
  });

  it.each([
    [{ newOrderResult: 'NOT_ATTEMPTED', newOrderResponse: null }, ['9']],
    [{ cancelResult: 'FAILURE', cancelResponse: FAILED }, ['10']],
    // An ACK tells neither side nor status.
    [{ newOrderResponse: { symbol: 'BTCUSDT', orderId: 10, clientOrderId: 'next', transactTime: T } }, ['9']],
  ])('with %j tells the orders %j', (fields, ids) => {
    const updates = mapBinance({ ...ANSWER, ...fields }).flatMap(updatesOf);
    expect(updates.map(({ id }) => id)).toEqual(ids);
    expect(updates.map(({ replaces }) => replaces)).toEqual([null]);
  });

  it('that tells no order is ignored; one that cannot be true names its field', () => {
    expect(mapBinance({ ...ANSWER, cancelResponse: FAILED, newOrderResponse: FAILED })).toEqual([
      { kind: 'ignored', reason: 'an answer that tells no order' },
    ]);
    expect(mapBinance({ ...ANSWER, newOrderResponse: { ...PLACED, side: 'up' } })).toMatchObject([
      { kind: 'orders', updates: [{ id: '9' }] },
      { kind: 'invalid', field: 'newOrderResponse.S', reason: 'must be one of BUY, SELL' },
    ]);
  });
});
