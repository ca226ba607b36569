import { describe, expect, it } from '@jest/globals';
import { UnknownCommandError } from './cli.errors.js';
import { COMMANDS } from './commands.js';
import { runCli } from './run-cli.js';

/** The exit code of a command line, and what it said. */
async function said(...words: readonly string[]) {
  const lines = { out: [] as string[], errors: [] as string[] };
  const code = await runCli(words, {
    log: (line: unknown) => lines.out.push(String(line)),
    error: (line: unknown) => lines.errors.push(String(line)),
  });
  return { code, out: lines.out.join('\n'), errors: lines.errors.join('\n') };
}

describe('trading-cache', () => {
  it.each([[], ['--help'], ['-h'], ['help']])('lists every command for %j', async (...words) => {
    const { code, out } = await said(...words);
    expect(code).toBe(0);
    for (const [name, { summary }] of COMMANDS) expect(out).toMatch(new RegExp(`  ${name} +${summary}`));
  });

  it('says its version', async () => {
    expect(await said('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  it('names what there is where a command is unknown, and ends with 2', async () => {
    const { code, errors } = await said('strat');
    expect(code).toBe(2);
    expect(errors).toBe(new UnknownCommandError('strat', [...COMMANDS.keys()]).message);
  });

  it('starts nothing where `start` is given arguments', async () => {
    const start = await COMMANDS.get('start')?.load();
    await expect(start?.run(['now'])).rejects.toMatchObject({ code: 'START_USAGE' });
  });

  it.each([...COMMANDS.keys()])('%s --help shows how it is called', async (name) => {
    const { code, out } = await said(name, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: trading-cache ${name}\\b`));
  });

  it.each([
    ['start', 'now'],
    ['replay'],
    ['replay', '--nonsense'],
    ['inspect'],
    ['inspect', 'file:./data', '--nonsense'],
    ['import', 'file:./data'],
  ])('%s %s: a wrong command line is told how it should be, and ends with 2', async (...words) => {
    const { code, errors } = await said(...words);
    expect(code).toBe(2);
    expect(errors).toMatch(new RegExp(`Usage: trading-cache ${words[0]}\\b`));
  });

  it.each([
    [2, ['replay', 'none.jsonl']],
    [1, ['inspect', 'nonsense']],
    [2, ['import', 'memory:', 'a/b', 'none.jsonl']],
  ])('ends with %d where %j cannot be carried out', async (code, words) => {
    expect((await said(...words)).code).toBe(code);
  });
});
