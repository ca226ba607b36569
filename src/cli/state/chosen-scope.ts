import { scopeName } from '../../stores/scope-id.js';
import type { ScopeId } from '../../stores/scope-id.js';
import { StateUsageError } from './state.errors.js';

/**
 * The scope that is meant.
 *
 * @param wanted null for the only one that there is.
 * @param where what has them, in words.
 * @throws {StateUsageError} naming those that are there.
 */
export function chosenScope(wanted: ScopeId | null, known: readonly ScopeId[], where: string): ScopeId {
  const names = known.map(scopeName);
  const has = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
  if (wanted !== null) {
    if (names.includes(scopeName(wanted))) return wanted;
    throw new StateUsageError(`There is no scope ${scopeName(wanted)} in ${where}. ${has}`);
  }
  const [only, ...others] = known;
  if (only === undefined) throw new StateUsageError(`There is no scope in ${where}.`);
  if (others.length > 0)
    throw new StateUsageError(`There are several scopes in ${where}. Name one with --scope. ${has}`);
  return only;
}
