// Prices of a market, all with the same number of digits.
import { scaleOf } from './decimal.js';
import { figure } from './dom.js';

/** More digits than that are of an average that somebody counted. */
const MOST = 8;
/** The most fraction digits that a price of a market had. */
const scales = new Map();

/** A price that somebody asked or paid. */
export function price({ exchange, symbol }, text) {
  if (text === null || text === undefined) return figure(text);
  const key = JSON.stringify([exchange, symbol]);
  const scale = Math.max(scales.get(key) ?? 0, Math.min(MOST, scaleOf(text)));
  scales.set(key, scale);
  return figure(text, { least: scale });
}

/** An average of prices, which may have more digits. */
export function averagePrice({ exchange, symbol }, text) {
  // What is flat has none.
  const least = text === '0' ? 0 : (scales.get(JSON.stringify([exchange, symbol])) ?? 0);
  return figure(text, { digits: 'price', least });
}
