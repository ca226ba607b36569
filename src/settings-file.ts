import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './app-config.js';
import { InvalidConfigurationError } from './app-config.errors.js';

/**
 * The environment, and below it the file that its `CONFIG_FILE` names: lines `VARIABLE=value`, as in any `.env`. What the environment sets wins;
 * what is empty there counts as not set.
 *
 * @throws {InvalidConfigurationError} if the file cannot be read.
 */
export function withSettingsFile(environment: Environment): Environment {
  const file = environment['CONFIG_FILE'] ?? '';
  if (file === '') return environment;
  const given = Object.entries(environment).filter(([, value]) => (value ?? '') !== '');
  return { ...settingsIn(file), ...Object.fromEntries(given) };
}

function settingsIn(file: string): Environment {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidConfigurationError([`CONFIG_FILE=${file} cannot be read: ${(error as Error).message}`]);
  }
}
