import { describe, expect, it } from '@jest/globals';
import { SimulatedAccount } from './simulated-account.js';
import { SimulatedExchange } from './simulated-exchange.js';

const MESSAGES = new SimulatedExchange(3).run(40);

function accountAfter(messages: number): SimulatedAccount {
  const account = new SimulatedAccount(MESSAGES);
  for (let said = 0; said < messages; said++) account.next();
  return account;
}

describe('what a simulated exchange knows at a moment', () => {
  it('is what it has said by then', () => {
    const said = MESSAGES.slice(0, MESSAGES.length >> 1);
    const account = accountAfter(said.length);
    const orders = said.flatMap((message) => (message.kind === 'order' ? [message.order] : []));
    const latest = new Map(orders.map((order) => [order.id, order]));
    for (const order of latest.values()) expect(account.order(String(order.id))).toBe(order);
    expect(account.openOrders().map(({ id }) => id)).toEqual(
      [...latest.values()]
        .filter(({ status }) => ['ACCEPTED', 'PARTIALLY_FILLED'].includes(status))
        .map(({ id }) => id),
    );
    expect(account.now).toBe(said.at(-1)?.ts);
    const symbol = orders[0]?.symbol ?? '';
    const fills = orders.filter((order) => order.symbol === symbol && order.tradeId != null);
    expect(account.fillsSince(symbol, 0)).toEqual(fills);
    expect(account.fillsSince(symbol, account.now + 1)).toEqual([]);
  });

  it('holds the positions that it told last, but for flat ones', () => {
    const account = accountAfter(MESSAGES.length);
    const told = MESSAGES.flatMap((message) => (message.kind === 'position' ? [message.position] : []));
    const latest = new Map(told.map((position) => [position.symbol, position]));
    const open = [...latest.values()].filter(({ signedAmount }) => signedAmount !== '0');
    expect(account.positions()).toMatchObject(open);
    expect(account.openOrders()).toEqual([]);
  });

  it('ends with the exchange', () => {
    const account = accountAfter(MESSAGES.length);
    expect(() => account.next()).toThrow('Nothing more happens');
  });
});
