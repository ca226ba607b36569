// Exact arithmetic on decimal strings, and how they are shown. Money is never a float here.

/** The digits of a decimal string as an integer, and how many of them are fraction. */
function parse(text) {
  const [whole, fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length, negative: text.startsWith('-') };
}

function write(digits, scale) {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = scale === 0 ? '' : text.slice(-scale).replace(/0+$/, '');
  return fraction === '' ? (whole === '0' ? '0' : sign + whole) : `${sign}${whole}.${fraction}`;
}

export function add(left, right) {
  const [a, b] = [parse(left), parse(right)];
  const scale = Math.max(a.scale, b.scale);
  const sum = a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale);
  return write(sum, scale);
}

/** -1, 0 or 1. */
export function signOf(text) {
  const { digits } = parse(text);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** Adds amounts by currency to a map. */
export function addAmounts(into, amounts) {
  for (const [currency, amount] of Object.entries(amounts))
    into.set(currency, add(into.get(currency) ?? '0', amount));
  return into;
}

/** How many fraction digits a decimal string has. */
export function scaleOf(text) {
  return parse(text).scale;
}

/**
 * A decimal string with at most and at least so many fraction digits, halves away from zero, in groups of thousands. Its minus is as wide as a
 * plus is.
 */
export function shown(text, most, least = 0) {
  const { digits, scale } = parse(text);
  const unit = 10n ** BigInt(Math.max(0, scale - most));
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  const [whole, fraction = ''] = write((digits + half) / unit, Math.min(scale, most)).split('.');
  const ended = fraction.padEnd(least, '0');
  return (grouped(whole) + (ended === '' ? '' : `.${ended}`)).replace('-', '\u2212');
}

/** How many fraction digits money needs to say something: four, and more of what is little. */
export function moneyDigits(text) {
  const amount = text.replace('-', '');
  if (amount.split('.')[0].length > 3) return 2;
  if (!amount.startsWith('0.00')) return 4;
  return amount.startsWith('0.0000') ? 8 : 6;
}

/** The same of an average price: those of cheap things have more. */
export function priceDigits(text) {
  return text.startsWith('0') ? 12 : moneyDigits(text);
}

function grouped(whole) {
  return whole.replace(/\B(?=(\d{3})+$)/g, ' ');
}
