import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryStateStore } from 'nestjs-trading-cache/store';
import type { Order, OrderUpdate, Position, Reconciliation, StateStore } from 'nestjs-trading-cache';
import type { PositionMessage } from 'nestjs-trading-cache/testing';
import { runOffline as runCcxt } from '../../examples/ccxt/offline/run-offline.js';
import type { Findings } from '../../examples/ccxt/reconciliation.service.js';
import { runOffline as runSdk } from '../../examples/sdk/offline/run-offline.js';

/** What both examples tell of one exchange when their offline run has ended. */
interface Ended {
  readonly afterStart: Findings;
  readonly afterReconnect: Findings;
  readonly afterRestart: Findings;
  readonly openOrders: readonly Order[];
  readonly positions: readonly Position[];
  readonly compared: Reconciliation;
  readonly heldBefore: readonly PositionMessage[];
  readonly account: {
    openOrders(): readonly OrderUpdate[];
    positions(): readonly PositionMessage[];
  };
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe.each([
  ['in memory', () => new MemoryStateStore()],
  ['in a folder', () => `file:${folder}`],
] as const)('the examples offline, their state %s', (_, store) => {
  it('ccxt: agrees with the exchange after a lost connection and a restart', async () => {
    const exchanges = await runQuietly(async (each, logger) => [await runCcxt(each, logger)], store());
    expect(exchanges).toHaveLength(1);
    expectAgreement(exchanges);
  });

  it('the SDKs of Binance and Bybit: the same', async () => {
    const exchanges = await runQuietly(runSdk, store());
    expect(exchanges).toHaveLength(2);
    expectAgreement(exchanges);
  });
});

/** Runs an example; whatever it warned of must be the connection that was lost. */
async function runQuietly(
  run: (store: string | StateStore, logger: ConsoleLogger) => Promise<readonly Ended[]>,
  store: string | StateStore,
): Promise<readonly Ended[]> {
  const logger = new ConsoleLogger({ logLevels: [] });
  const warn = jest.spyOn(logger, 'warn').mockReturnValue();
  const error = jest.spyOn(logger, 'error').mockReturnValue();
  const ended = await run(store, logger);
  const warned = warn.mock.calls.map(([message]) => String(message));
  expect(warned.filter((message) => !message.includes('NetworkError'))).toEqual([]);
  expect(error).not.toHaveBeenCalled();
  return ended;
}

function expectAgreement(exchanges: readonly Ended[]): void {
  for (const each of exchanges) {
    expect(each.compared).toMatchObject({ orders: [], positions: [], drift: [] });
    expect(ofOrders(each.openOrders)).toEqual(ofOrders(each.account.openOrders()));
    expect(each.openOrders.length).toBeGreaterThan(0);
    expect(ofPositions(each.positions)).toEqual(ofPositions(each.account.positions()));
    expect(each.positions.length).toBeGreaterThan(1);
    // Adopted at the start; from then on every fill was heard of, also those that no stream had told.
    expect(each.afterStart).toMatchObject({ missedTrades: 0, positions: each.heldBefore.length });
    expect(each.afterReconnect).toMatchObject({ missedTrades: expect.any(Number), positions: 0 });
    expect(each.afterReconnect.missedTrades).toBeGreaterThan(10);
    expect(each.afterReconnect.orders).toBeGreaterThan(0);
    expect(each.afterRestart).toMatchObject({ positions: 0 });
    expect(each.afterRestart.missedTrades).toBeGreaterThan(5);
    expect(each.afterRestart.ended).toBeGreaterThan(0);
    for (const { symbol, realizedPnl } of each.positions)
      expect(Number(realizedPnl)).toBeCloseTo(realizedSinceStart(each, symbol), 9);
  }
}

function realizedSinceStart({ account, heldBefore }: Ended, symbol: string): number {
  const realized = (positions: readonly PositionMessage[]): number =>
    Number(positions.find((position) => position.symbol === symbol)?.realizedPnl);
  return realized(account.positions()) - realized(heldBefore);
}

function ofOrders(orders: readonly (Order | OrderUpdate)[]): readonly string[] {
  return orders
    .map(({ symbol, id, status, filled, amount }) => `${symbol} ${id} ${status} ${filled} of ${amount}`)
    .toSorted();
}

function ofPositions(positions: readonly (Position | PositionMessage)[]): readonly string[] {
  return positions
    .map(
      ({ symbol, signedAmount, entryPrice }) =>
        `${symbol} ${signedAmount} at ${Number(entryPrice).toFixed(9)}`,
    )
    .toSorted();
}
