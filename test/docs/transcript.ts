import { spawnSync } from 'node:child_process';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const ADDRESS = /http:\/\/127\.0\.0\.1:3000/g;

/** A command of a transcript, and what it shows. */
export interface Step {
  readonly command: string;
  /** Its lines; `…` stands for anything. */
  readonly output: readonly string[];
}

/** Reads a transcript: commands after `$ `, their further lines after `> `, and what they printed. */
export function stepsOf(transcript: string): Step[] {
  const steps: { command: string; output: string[] }[] = [];
  for (const line of transcript.trimEnd().split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
    else if (line.startsWith('> ') && last !== undefined) last.command += `\n${line.slice(2)}`;
    else last?.output.push(line);
  }
  return steps;
}

/** Whether lines are as a transcript shows them, one after the other, whatever stands between. */
export function shows(lines: readonly string[], shown: readonly string[]): boolean {
  let at = 0;
  return shown.every((each) => {
    const pattern = new RegExp(`^${each.split('…').map(escaped).join('.*')}$`);
    const found = lines.findIndex((line, index) => index >= at && pattern.test(line));
    at = found + 1;
    return found >= 0;
  });
}

/** Types a transcript's commands: the app is a process of its own, in a folder of its own and on a free port. */
export class Typist {
  private app: AppProcess | null = null;
  private settings = '';

  constructor(private readonly storeUrl: string) {}

  /** What a command prints, with the address of the transcript. The app prints while it runs: what is shown is waited for. */
  async type({ command, output }: Step): Promise<readonly string[]> {
    if (/^(?:npm|npx trading-cache) start &$/.test(command)) return this.start(output);
    if (command === 'kill -9 %1') {
      await this.app?.end('SIGKILL');
      return [];
    }
    if (/^\w+=\S+$/.test(command)) this.settings += `${command}\n`;
    const address = this.app?.address ?? '';
    const script = `${this.settings}${command}`.replaceAll(ADDRESS, address);
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command}\nended with ${status}: ${stderr}`);
    return linesOf(stdout, address);
  }

  async end(): Promise<void> {
    await this.app?.end('SIGKILL');
  }

  private async start(output: readonly string[]): Promise<readonly string[]> {
    const app = await AppProcess.spawn({ STORE_URL: this.storeUrl }).ready();
    this.app = app;
    const lines = (): readonly string[] => linesOf(app.output, app.address);
    await until(() => shows(lines(), output));
    return lines();
  }
}

function linesOf(text: string, address: string): readonly string[] {
  return text.replaceAll(address, 'http://127.0.0.1:3000').trimEnd().split('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
