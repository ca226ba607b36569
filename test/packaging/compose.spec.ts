import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readAppConfig } from '../../src/app-config.js';
import { COMPOSE_FILES, composeFile, DEPLOY, environmentOf, imageEnvironment } from './compose.js';
import type { ComposeService } from './compose.js';

const KEYS = [
  'build', 'command', 'depends_on', 'environment', 'healthcheck', 'image', 'init', 'ports', 'restart', 'stop_grace_period', 'volumes',
]; // prettier-ignore
const GIVEN = { API_KEYS: 'key=default/default' };
const DOCKERFILE = readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8');
const CONFIGURATION = readFileSync(join(DEPLOY, '../src/app-config.ts'), 'utf8');

function isApp({ build }: ComposeService): boolean {
  return build !== undefined;
}

describe.each(COMPOSE_FILES.map((name) => [name, composeFile(name)] as const))('%s', (_, file) => {
  const services = Object.entries(file.services);
  const apps = services.map(([, service]) => service).filter(isApp);

  it('has an app, and says of its services only what Compose knows', () => {
    expect(apps.length).toBeGreaterThan(0);
    const others = Object.keys(file).filter((key) => key !== 'services' && key !== 'volumes');
    expect(others.filter((key) => !key.startsWith('x-'))).toEqual([]);
    for (const [, service] of services) {
      expect(Object.keys(service).filter((key) => !KEYS.includes(key))).toEqual([]);
      expect([service.image, service.build].filter((each) => each !== undefined)).toHaveLength(1);
      expect(service.restart).toBe('unless-stopped');
    }
  });

  it('builds from the Dockerfile', () => {
    for (const { build } of apps) expect(existsSync(join(DEPLOY, build!.context, build!.dockerfile))).toBe(true); // prettier-ignore
  });

  it('sets variables that the app reads, to values that it takes', () => {
    for (const app of apps) {
      const environment = environmentOf(app, GIVEN);
      for (const name of Object.keys(environment)) expect(CONFIGURATION).toContain(`'${name}'`);
      const { host, access, port } = readAppConfig({ ...imageEnvironment(), ...environment });
      // Another container must reach it, and a stranger must not.
      expect(host).toBe('0.0.0.0');
      expect(access.keys).not.toBeNull();
      expect(DOCKERFILE).toContain(`EXPOSE ${port}`);
      expect(() => environmentOf(app, {})).toThrow('API_KEYS');
    }
  });

  it('opens each app on the loopback of the machine, at a port of its own', () => {
    const ports = apps.flatMap((app) => app.ports ?? []);
    expect(ports).toHaveLength(apps.length);
    for (const each of ports) expect(each).toMatch(/^127\.0\.0\.1:\d+:3000$/);
    expect(new Set(ports).size).toBe(ports.length);
    const others = services.filter(([, service]) => !isApp(service));
    expect(others.flatMap(([, service]) => service.ports ?? [])).toEqual([]);
  });

  it('lets the app finish its last flush, and gives it signals', () => {
    for (const app of apps) {
      const { closeTimeout } = readAppConfig({ ...imageEnvironment(), ...environmentOf(app, GIVEN) }).cache;
      expect(app.stop_grace_period).toMatch(/^\d+s$/);
      expect(parseInt(app.stop_grace_period!, 10)).toBeGreaterThan(closeTimeout);
      expect(app.init).toBe(true);
    }
  });

  it('waits for services that are there, and for the health of those that tell it', () => {
    for (const [, { depends_on: needed = [] }] of services) {
      const isList = Array.isArray(needed);
      const names = isList ? (needed as string[]) : Object.keys(needed);
      expect(names.filter((name) => file.services[name] === undefined)).toEqual([]);
      const awaited = isList ? [] : names;
      expect(Object.values(isList ? {} : needed)).toEqual(
        awaited.map(() => ({ condition: 'service_healthy' })),
      );
      for (const name of awaited) expect(file.services[name]?.healthcheck?.test[0]).toBe('CMD');
    }
  });

  it('keeps state on volumes that it names, all of which it uses', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((each) => each.split(':')[0]));
    expect(new Set(used)).toEqual(new Set(Object.keys(file.volumes ?? {})));
    expect(new Set(used).size).toBe(used.length);
    const servers = services.filter(([, { command }]) => String(command).startsWith('redis-server'));
    for (const [, { volumes }] of servers)
      expect(volumes?.map((each) => each.split(':')[1])).toEqual(['/data']);
  });

  it('names in addresses only services that are there', () => {
    const texts = apps.flatMap((app) =>
      ['STORE_URL', 'ADDRESS'].map((name) => app.environment?.[name] ?? ''),
    );
    const hosts = texts.flatMap((text) =>
      Array.from(text.matchAll(/([a-z][\w-]*):\d+/g), ([, host]) => host!),
    );
    expect(hosts.filter((host) => file.services[host] === undefined)).toEqual([]);
  });
});

it('the first stage of the Dockerfile has what the second copies, and the last user is not root', () => {
  const lines = DOCKERFILE.split('\n');
  const froms = lines.filter((line) => line.startsWith('FROM '));
  // A tag is named, and it is the same Node that builds native modules and runs them.
  expect(new Set(froms.map((line) => line.split(' ')[1]))).toEqual(new Set(['node:24-slim']));
  expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER node');
  expect(lines.filter((line) => /^(ADD|MAINTAINER) |\bsudo\b|:latest/.test(line))).toEqual([]);
  // In the form of a list there is no shell that keeps signals.
  for (const word of ['CMD', 'HEALTHCHECK'])
    expect(lines.find((line) => line.startsWith(word))).toMatch(/CMD \[".+"\]$/);
});
