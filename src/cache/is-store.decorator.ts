import { ValidateBy } from 'class-validator';
import { assertStoreUrl } from '../stores/store-url.js';

/** The value is a store URL or a state store. */
export function IsStore(): PropertyDecorator {
  return ValidateBy({
    name: 'isStore',
    validator: {
      validate: (value: unknown) => (typeof value === 'string' ? isStoreUrl(value) : isStateStore(value)),
      defaultMessage: () =>
        '$property must be a store URL such as file:./data, redis://host:port or memory:, or a StateStore',
    },
  });
}

function isStoreUrl(value: string): boolean {
  try {
    assertStoreUrl(value);
    return true;
  } catch {
    return false;
  }
}

function isStateStore(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'acquire' in value && typeof value.acquire === 'function'
  );
}
