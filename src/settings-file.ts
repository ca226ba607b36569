import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { variableNames } from './app-config.js';
import type { Environment } from './app-config.js';
import { InvalidConfigurationError } from './app-config.errors.js';
import { nearestName } from './nearest-name.js';

/**
 * The environment, and below it the file that its `CONFIG_FILE` names: lines `VARIABLE=value`, as in any `.env`. What the environment sets wins;
 * what is empty there counts as not set. The environment has variables of others too; the file has those of the app alone.
 *
 * @throws {InvalidConfigurationError} if the file cannot be read, or sets what is no variable of the app, naming the one that may be meant.
 */
export function withSettingsFile(environment: Environment): Environment {
  const file = environment['CONFIG_FILE'] ?? '';
  if (file === '') return environment;
  const text = textOf(file);
  const settings = parseEnv(text);
  const faults = unknownIn(Object.keys(settings), text).map((fault) => `${file}${fault}`);
  if (faults.length > 0) throw new InvalidConfigurationError(faults);
  const given = Object.entries(environment).filter(([, value]) => (value ?? '') !== '');
  return { ...settings, ...Object.fromEntries(given) };
}

function textOf(file: string): string {
  try {
    // Some editors put a mark before the first name.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new InvalidConfigurationError([`CONFIG_FILE=${file} cannot be read: ${(error as Error).message}`]);
  }
}

function unknownIn(given: readonly string[], text: string): readonly string[] {
  const names = variableNames();
  return given
    .filter((name) => !names.includes(name))
    .map((name) => `${placeOf(name, text)} ${faultOf(name, nearestName(name, names))}`);
}

/** What is no name of a variable may be a part of a key, and is not shown. */
function faultOf(name: string, nearest: string | null): string {
  if (nearest !== null) return `sets ${name}, which is unknown: do you mean ${nearest}?`;
  return `sets ${/^[A-Z_]{1,40}$/.test(name) ? name : 'something'}, which is unknown: docs/operations.md lists the variables`;
}

/** The line where a name stands. */
function placeOf(name: string, text: string): string {
  const line = text.slice(0, text.lastIndexOf(name)).split('\n').length;
  return `:${line}`;
}
