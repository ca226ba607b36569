// Sums of profit, which are exact: by day and currency, and the points of the chart.
import { add, addAmounts } from './decimal.js';
import { dayOf } from './scope-data.js';

const FIGURES = ['realizedPnl', 'fees', 'funding', 'netPnl'];

/** Profit by day and currency, oldest first, over scopes. */
export function byDay(scopes) {
  const days = new Map();
  for (const { hours } of scopes)
    for (const hour of hours) {
      const from = dayOf(hour.from);
      const key = `${from} ${hour.currency}`;
      const known = days.get(key);
      if (known === undefined) days.set(key, { ...hour, from });
      else {
        for (const name of FIGURES) known[name] = add(known[name], hour[name]);
        known.fills += hour.fills;
      }
    }
  return [...days.values()].sort((a, b) => a.from - b.from || (a.currency < b.currency ? -1 : 1));
}

/** One figure of a day by currency. */
export function figureOf(days, day, name) {
  const found = new Map();
  for (const each of days) if (each.from === day) addAmounts(found, { [each.currency]: each[name] });
  return found;
}

/** Currencies, the one with the most fills first. */
export function currenciesOf(days) {
  const counts = new Map();
  for (const { currency, fills } of days) counts.set(currency, (counts.get(currency) ?? 0) + fills);
  return [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([currency]) => currency);
}

/**
 * The realized profit of a currency since a time, as points `{ at, sum, value, side }`, of which the value alone is a float: an hour is a point where its fills are not drawn, and else
 * each of its fills is. It begins with 0.
 *
 * @param currencyOf tells what a market's profit is in.
 */
export function equity(scopes, currency, from, currencyOf) {
  const steps = [];
  for (const scope of scopes) {
    for (const hour of scope.hours)
      if (hour.currency === currency && hour.from >= from && hour.from < scope.fillsFrom)
        steps.push({ at: hour.to, gain: hour.realizedPnl, side: null });
    for (const fill of scope.fills)
      if (fill.timestamp >= from && currencyOf(fill) === currency)
        steps.push({ at: fill.timestamp, gain: fill.realizedPnl, side: fill.side });
  }
  steps.sort((a, b) => a.at - b.at);
  let sum = '0';
  return [
    { at: steps.length === 0 ? from : Math.max(from, steps[0].at - 1), sum, value: 0, side: null },
    ...steps.map(({ at, gain, side }) => {
      sum = add(sum, gain);
      return { at, sum, value: Number(sum), side };
    }),
  ];
}
