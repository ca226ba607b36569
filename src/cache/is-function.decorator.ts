import { ValidateBy } from 'class-validator';

/** The value is a function. */
export function IsFunction(): PropertyDecorator {
  return ValidateBy({
    name: 'isFunction',
    validator: {
      validate: (value: unknown) => typeof value === 'function',
      defaultMessage: () => '$property must be a function',
    },
  });
}
