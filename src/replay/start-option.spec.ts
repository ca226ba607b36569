import { describe, expect, it } from '@jest/globals';
import { readStart } from './start-option.js';

describe('a start', () => {
  it.each([
    ['BTCUSDT:NET:0.005@23807.68', 'BTCUSDT', 'NET', '0.005', '23807.68', null],
    ['bybit:BTCUSDT:NET:0.005@23807.68:-1.50', 'bybit:BTCUSDT', 'NET', '0.005', '23807.68', '-1.5'],
    ['BTC/USDT:USDT:SHORT:-2@100', 'BTC/USDT:USDT', 'SHORT', '-2', '100', null],
    ['A=B@C:LONG:2@100', 'A=B@C', 'LONG', '2', '100', null],
    ['A:NET:-1.0@2', 'A', 'NET', '-1', '2', null],
  ])('%s is read', (text, name, positionSide, signedAmount, entryPrice, realizedPnl) => {
    const start = { signedAmount, entryPrice, realizedPnl };
    expect(readStart(text)).toEqual({ text, name, positionSide, start });
  });

  it.each([
    ['BTCUSDT', 'is not [EXCHANGE:]SYMBOL:NET|LONG|SHORT:AMOUNT@PRICE[:PNL]'],
    ['BTCUSDT=0.005@1', 'is not [EXCHANGE:]'],
    ['BTCUSDT:0.005@1', 'is not [EXCHANGE:]'],
    ['BTCUSDT:BOTH:0.005@1', 'is not [EXCHANGE:]'],
    [':NET:0.005@1', 'is not [EXCHANGE:]'],
    ['A:NET:1', 'is not [EXCHANGE:]'],
    ['A:NET:1e3@5', 'has the amount 1e3, which is not a decimal'],
    ['A:NET:+1@5', 'has the amount +1'],
    ['A:NET:1@x', 'has the price x, which is not a decimal'],
    ['A:NET:1@5:x', 'has the profit x, which is not a decimal'],
    ['A:NET:0@5', 'holds nothing'],
    ['A:LONG:-1@5', 'is below zero, which a LONG leg never is'],
    ['A:SHORT:1@5', 'is above zero, which a SHORT leg never is'],
    ['A:NET:1@0', 'has the price 0, which is not above zero'],
    ['A:NET:1@-5', 'has the price -5, which is not above zero'],
  ])('%s is refused', (text, fault) => {
    expect(readStart(text)).toContain(fault);
  });
});
