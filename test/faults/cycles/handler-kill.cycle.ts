import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BookConfig } from '../children/book-config.js';
import { seededRandom } from '../seeded-random.js';
import { StoreProcess } from '../store-process.js';
import type { Cycle } from './cycle.js';

/** After so many kills a scope is drained and looked at, and another begins. */
const KILLS_A_SCOPE = 10;
/** Fills that a process applies at most before it is killed. */
const FILLS = { steady: 2_000, throwing: 30 };

/**
 * Kills a process at random moments whose durable handler keeps a book of its own. At the end every fill that was acknowledged must be in the book at
 * least once, and those that are in it for the first time in ascending order.
 */
export function handlerKill(throws: boolean): Cycle {
  return async ({ cycles, seed, childOf, progress }, findings) => {
    const random = seededRandom(seed);
    const child = childOf('book');
    for (let cycle = 1; cycle <= cycles;) {
      const folder = mkdtempSync(join(tmpdir(), 'handlers-'));
      const config: BookConfig = {
        store: `file:${join(folder, 'data')}`,
        strategyId: 'book',
        book: join(folder, 'book'),
        from: 1,
        throws,
      };
      try {
        let acknowledged = 0;
        let sent = 0;
        for (let kill = 0; kill < KILLS_A_SCOPE && cycle <= cycles; kill++, cycle++) {
          findings.begin(cycle);
          const from = Math.max(1, acknowledged + 1 - Math.floor(random() * 5));
          const load = new BookProcess(child, { ...config, from });
          await load.until(() => load.isOpen);
          const most = throws ? FILLS.throwing : FILLS.steady;
          load.say(`run ${from + most}`);
          const enough = acknowledged + Math.floor(random() * most * 0.5);
          await load.until(() => load.acknowledged >= enough);
          await sleep(random() * (throws ? 300 : 30));
          await load.kill();
          acknowledged = Math.max(acknowledged, load.acknowledged);
          sent = Math.max(sent, load.sent);
          progress(`killed at fill ${sent}, ${acknowledged} acknowledged`);
        }
        const last = new BookProcess(child, { ...config, from: acknowledged + 1, throws: false });
        await last.until(() => last.isOpen);
        last.say(`drain ${sent}`);
        await last.until(() => last.isDrained);
        await last.end();
        findings.fault(...bookFaults(readFileSync(config.book, 'utf8'), sent));
        findings.acknowledged += acknowledged;
        findings.count('fills', sent);
        findings.count('entries', readFileSync(config.book, 'utf8').split('\n').length - 1);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  };
}

/** What is wrong with a book of the trades 1 to `last`. */
function bookFaults(text: string, last: number): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const numbers = new Set<number>();
  let highest = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const [number = '', tradeId = ''] = line.split(' ');
    seen.add(tradeId);
    if (numbers.has(Number(number))) continue;
    numbers.add(Number(number));
    if (Number(number) < highest) faults.push(`fill ${tradeId} came after one with a higher number`);
    highest = Math.max(highest, Number(number));
  }
  for (let trade = 1; trade <= last; trade++)
    if (!seen.has(`${trade}`)) faults.push(`fill ${trade} is missing in the book`);
  return faults;
}

/** A process that runs `children/book.child.ts`, and what it has said so far. */
class BookProcess {
  isOpen = false;
  isDrained = false;
  sent = 0;
  acknowledged = 0;
  private readonly process: StoreProcess;

  constructor(child: string, config: BookConfig) {
    this.process = StoreProcess.node(child, JSON.stringify(config));
    this.process.onLine((line) => this.take(line));
  }

  say(line: string): void {
    this.process.say(line);
  }

  until(isSo: () => boolean): Promise<void> {
    return this.process.until(isSo);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  end(): Promise<unknown> {
    return this.process.end();
  }

  private take(line: string): void {
    const [word, number] = line.split(' ');
    if (word === 'OPEN') this.isOpen = true;
    else if (word === 'DRAINED') this.isDrained = true;
    else if (word === 'SENT') this.sent = Number(number);
    else if (word === 'ACK') this.acknowledged = Math.max(this.acknowledged, Number(number));
  }
}
