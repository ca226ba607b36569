import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const DEPLOY = join(ROOT, 'deploy');

/** What these files say of a service; anything else is a fault. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly init?: boolean;
  readonly restart?: string;
  readonly stop_grace_period?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes?: Readonly<Record<string, null>>;
}

export const COMPOSE_FILES = readdirSync(DEPLOY).filter((name) => name.endsWith('.yaml'));

/** The reader of YAML that comes with typedoc: `<<` merges, as it does in Compose. */
const { parse } = createRequire(createRequire(import.meta.url).resolve('typedoc'))('yaml') as {
  readonly parse: (text: string, options: { readonly merge: boolean }) => unknown;
};

export function composeFile(name: string): ComposeFile {
  return parse(readFileSync(join(DEPLOY, name), 'utf8'), { merge: true }) as ComposeFile;
}

/** A service's variables as Compose fills them in: `${NAME:-preset}` and `${NAME:?what to do}`. */
export function environmentOf(
  service: ComposeService,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(service.environment ?? {});
  return Object.fromEntries(
    entries.map(([name, text]) => [
      name,
      text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, variable: string, kind: string, preset: string) => {
        const value = given[variable] ?? '';
        if (value === '' && kind === '?') throw new Error(`${variable}: ${preset}`);
        return value === '' ? preset : value;
      }),
    ]),
  );
}

/** The variables that the image sets. */
export function imageEnvironment(): Record<string, string> {
  const line = /^ENV (.+)$/m.exec(readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  return Object.fromEntries(line.split(' ').map((each) => each.split('=', 2) as [string, string]));
}
