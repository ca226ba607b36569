import { PAGES } from './pages.js';
import type { Page } from './pages.js';

/** A command of a page. */
export interface Command {
  readonly page: string;
  readonly text: string;
}

/** What a line begins with where it goes on with the command before it. */
const GOES_ON = /^(?: |\}|\]|\)|$)/;

/** All commands of a page, without their comments. */
export function commandsOf({ path, blocks }: Page): Command[] {
  const commands: string[] = [];
  for (const { code } of blocks.filter(({ language }) => language === 'sh')) {
    for (const line of code.trimEnd().split('\n')) {
      const text = line.replace(/\s+# .*$/, '');
      if (GOES_ON.test(line)) commands.push(`${commands.pop() ?? ''}\n${text}`);
      else if (!text.startsWith('# ')) commands.push(text);
    }
  }
  return commands.map((text) => ({ page: path, text: text.trimEnd() }));
}

export const COMMANDS: readonly Command[] = PAGES.flatMap(commandsOf);
