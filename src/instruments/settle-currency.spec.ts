import { describe, expect, it } from '@jest/globals';
import { quotesCurrency, settleCurrencyOf } from './settle-currency.js';

describe('the currency that a symbol quotes', () => {
  it.each([
    ['BTCUSDT', 'USDT'],
    ['btcusdt', 'USDT'],
    ['BTC-USDT', 'USDT'],
    ['BTC-USDT-SWAP', 'USDT'],
    ['BTC-USDC-SWAP', 'USDC'],
    ['BTC/USDT:USDT', 'USDT'],
    ['BTCUSDT-PERP', 'USDT'],
    ['BTCUSDTPERP', 'USDT'],
    ['BTCUSDT_240628', 'USDT'],
    ['BTC-USD-20240628', 'USD'],
    ['BTCUSDT.P', 'USDT'],
    ['ETHBTC', 'BTC'],
    ['BTCFDUSD', 'FDUSD'],
    ['SOLBNB', 'BNB'],
  ])('%s is in %s', (symbol, currency) => {
    expect(quotesCurrency(symbol, currency)).toBe(true);
    expect(quotesCurrency(symbol, currency.toLowerCase())).toBe(true);
    expect(settleCurrencyOf(symbol)).toBe(currency);
  });

  it.each([
    ['BTCUSDT', 'BNB'],
    ['BTCUSDT', 'BTC'],
    ['BTC-USDT-SWAP', 'USDC'],
    ['USDT', 'USDT'],
    ['USDTBRL', 'USDT'],
  ])('a fee of %s in %s is in another currency', (symbol, currency) => {
    expect(quotesCurrency(symbol, currency)).toBe(false);
  });

  it('cannot be told of a symbol that ends in none', () => {
    expect([settleCurrencyOf('GOLD'), settleCurrencyOf('USDT'), settleCurrencyOf('')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
