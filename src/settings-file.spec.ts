import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readAppConfig } from './app-config.js';
import { withSettingsFile } from './settings-file.js';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const CONFIG_FILE = join(folder, 'settings.env');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file of settings', () => {
  it('stands below the environment, of which what is empty counts as not set', () => {
    writeFileSync(CONFIG_FILE, '# of this machine\nPORT=4000\nLOG_LEVEL="warn"\nSCOPES=a/b\n');
    const environment = withSettingsFile({ CONFIG_FILE, PORT: '5000', LOG_LEVEL: '' });
    expect(readAppConfig(environment)).toMatchObject({
      port: 5_000,
      logLevel: 'warn',
      scopes: [{ strategyId: 'a', userId: 'b' }],
    });
  });

  it('has its faults listed as those of the environment', () => {
    writeFileSync(CONFIG_FILE, 'PORT=none\nLOG_LEVEL=loud\n');
    expect(() => readAppConfig(withSettingsFile({ CONFIG_FILE }))).toThrow(/PORT=none.*\n.*LOG_LEVEL=loud/);
  });

  it('that cannot be read is a fault', () => {
    expect(() => withSettingsFile({ CONFIG_FILE: join(folder, 'none') })).toThrow(/CONFIG_FILE=.*ENOENT/);
  });

  it('is not needed', () => {
    const environment = { PORT: '1' };
    expect(withSettingsFile(environment)).toBe(environment);
  });
});
