import { ValidateBy } from 'class-validator';

/** The last millisecond that a `Date` can hold. */
const MAX_TIMESTAMP = 8_640_000_000_000_000;

/** A time in a query: integer milliseconds since the epoch, as text. */
export function IsMilliseconds(): PropertyDecorator {
  return ValidateBy({
    name: 'isMilliseconds',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && /^\d{1,16}$/.test(value) && Number(value) <= MAX_TIMESTAMP,
      defaultMessage: () => '$property must be integer milliseconds since the epoch',
    },
  });
}
