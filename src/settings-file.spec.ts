import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InvalidConfigurationError } from './app-config.errors.js';
import { readAppConfig, variableNames } from './app-config.js';
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

  it.each([
    ['PROT=4000', /settings\.env:2 sets PROT, which is unknown: do you mean PORT\?/],
    ['fillRetention=60', /sets fillRetention, .* do you mean FILL_RETENTION\?/],
    ['export SYNC_INTERVALL=60', /sets SYNC_INTERVALL, .* do you mean SYNC_INTERVAL\?/],
    ['API_KEY=secret=a/b', /sets API_KEY, .* do you mean API_KEYS\?/],
    ['NODE_ENV=production', /sets NODE_ENV, which is unknown: docs\/operations\.md/],
    ['PORT=1\nAPI_KEYS: secret=a/b', /settings\.env:3 sets something, which is unknown/],
    ['secretsecret2=a/b', /sets something, which is unknown/],
  ])('that sets what is no variable is a fault, of which no secret is shown: %s', (line, message) => {
    writeFileSync(CONFIG_FILE, `# of this machine\n${line}\n`);
    const read = (): unknown => withSettingsFile({ CONFIG_FILE });
    expect(read).toThrow(InvalidConfigurationError);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/secret/);
  });

  it('may set each variable of the app, and may begin with a mark', () => {
    const names = variableNames();
    expect(names.length).toBeGreaterThan(25);
    writeFileSync(CONFIG_FILE, `\uFEFF${names.map((name) => `${name}=\n`).join('')}`);
    expect(readAppConfig(withSettingsFile({ CONFIG_FILE }))).toEqual(readAppConfig({}));
  });

  it('that cannot be read is a fault', () => {
    expect(() => withSettingsFile({ CONFIG_FILE: join(folder, 'none') })).toThrow(/CONFIG_FILE=.*ENOENT/);
  });

  it('is not needed', () => {
    const environment = { PORT: '1' };
    expect(withSettingsFile(environment)).toBe(environment);
  });
});
