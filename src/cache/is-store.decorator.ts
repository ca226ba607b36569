import { ValidateBy } from 'class-validator';

/** The value is a store URL or a state store. */
export function IsStore(): PropertyDecorator {
  return ValidateBy({
    name: 'isStore',
    validator: {
      validate: (value: unknown) => (typeof value === 'string' ? value !== '' : isStateStore(value)),
      defaultMessage: () => '$property must be a store URL such as file:./data, or a StateStore',
    },
  });
}

function isStateStore(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'acquire' in value && typeof value.acquire === 'function'
  );
}
