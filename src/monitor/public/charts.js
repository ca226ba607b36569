// The two charts. Only here are figures floats.
import { put } from './dom.js';
import uPlot from './uPlot.esm.js';

const HEIGHT = 240;

/**
 * Draws realized profit over time, with a mark for each fill.
 *
 * @param span [from, to] in ms.
 * @param told tells of the point under the pointer, as nodes.
 */
export function drawEquity(node, points, span, label, told) {
  node.told = (at) => told(points[Math.min(at, points.length - 1)]);
  const values = points.map(({ value }) => value);
  const of = (side) => points.map((point) => (point.side === side ? point.value : null));
  // The last value holds until now.
  const data = [
    [...points.map(({ at }) => at / 1_000), span[1] / 1_000],
    [...values, values.at(-1) ?? 0],
    [...of('BUY'), null],
    [...of('SELL'), null],
  ];
  draw(
    node,
    data,
    label,
    (color) => ({
      scales: { x: { time: true, range: () => node.span.map((at) => at / 1_000) } },
      series: [
        {},
        {
          label: 'Realized',
          stroke: color('--line'),
          fill: color('--line-fill'),
          width: 2,
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
        },
        { label: 'Buys', ...marks(color('--buy'), up) },
        { label: 'Sells', ...marks(color('--sell'), down) },
      ],
    }),
    span,
  );
}

/** Draws the net profit of each day as a bar. */
export function drawDays(node, days, span, label, told) {
  node.told = (at) => told(days[at]);
  const gains = days.map(({ netPnl }) => Number(netPnl));
  const data = [
    days.map(({ from }) => from / 1_000),
    gains.map((gain) => (gain >= 0 ? gain : null)),
    gains.map((gain) => (gain < 0 ? gain : null)),
  ];
  const bars = uPlot.paths.bars({ size: [0.7, 40] });
  draw(
    node,
    data,
    label,
    (color) => ({
      scales: {
        x: { time: true, range: () => node.span.map((at) => at / 1_000) },
        y: { range: (_, low, high) => padded(Math.min(0, low ?? 0), Math.max(0, high ?? 0)) },
      },
      series: [
        {},
        {
          label: 'Gain',
          fill: color('--gain'),
          stroke: color('--gain'),
          paths: bars,
          points: { show: false },
        },
        {
          label: 'Loss',
          fill: color('--loss'),
          stroke: color('--loss'),
          paths: bars,
          points: { show: false },
        },
      ],
    }),
    span,
  );
}

/** Makes the colors anew, after the theme has changed. */
export function redraw(node) {
  node.plot?.destroy();
  node.plot = undefined;
}

function draw(node, data, label, options, span) {
  node.span = span;
  node.setAttribute('aria-label', label);
  if (node.plot !== undefined) {
    if (node.plot.width !== node.clientWidth) node.plot.setSize({ width: node.clientWidth, height: HEIGHT });
    if (JSON.stringify(node.drawn) !== JSON.stringify([data, span])) node.plot.setData(data);
    node.drawn = [data, span];
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--quiet'),
    grid: { stroke: color('--grid'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const { scales, series } = options(color);
  node.drawn = [data, span];
  node.plot = new uPlot(
    {
      width: node.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false } },
      hooks: { setCursor: [({ cursor }) => showPoint(node, cursor.idx)] },
      tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), 'Etc/UTC'),
      fmtDate: uPlot.fmtDate,
      scales,
      series,
      axes: [
        { ...axis, size: 28, space: 70, values: utcLabels },
        { ...axis, size: 64, values: amountLabels },
      ],
    },
    data,
    node,
  );
}

/** Says beside the chart what is under the pointer. */
function showPoint(node, at) {
  put(
    node.parentElement.querySelector('.readout'),
    ...(at === null || at === undefined ? [] : node.told(at)),
  );
}

/** Thousands in groups, as everywhere on the page. */
function amountLabels(_, splits) {
  return splits.map((value) =>
    value.toLocaleString('en', { maximumFractionDigits: 8 }).replaceAll(',', ' ').replace('-', '\u2212'),
  );
}

function utcLabels(_, splits, _axis, _space, step) {
  return splits.map((at) => {
    const text = new Date(at * 1_000).toISOString();
    if (step >= 86_400) return text.slice(5, 10);
    return at % 86_400 === 0 ? text.slice(5, 10) : text.slice(11, 16);
  });
}

function padded(low, high) {
  const room = (high - low) * 0.1 || 1;
  return [low === 0 ? 0 : low - room, high === 0 ? 0 : high + room];
}

/** A series that is only marks. */
function marks(color, shape) {
  return {
    stroke: color,
    fill: color,
    width: 0,
    paths: () => null,
    points: { show: true, size: 7, fill: color, paths: shape },
  };
}

function up(plot, series, from, to) {
  return triangles(plot, series, from, to, -1);
}

function down(plot, series, from, to) {
  return triangles(plot, series, from, to, 1);
}

/** Triangles that point up under the line, or down above it. */
function triangles(plot, series, from, to, direction) {
  const path = new Path2D();
  const size = (to - from > 100 ? 2.5 : 4) * devicePixelRatio;
  for (let at = from; at <= to; at++) {
    const value = plot.data[series][at];
    if (value === null || value === undefined) continue;
    const x = plot.valToPos(plot.data[0][at], 'x', true);
    const y = plot.valToPos(value, 'y', true) - direction * size;
    path.moveTo(x, y + direction * size);
    path.lineTo(x - size, y - direction * size);
    path.lineTo(x + size, y - direction * size);
    path.closePath();
  }
  return { fill: path, stroke: path };
}
