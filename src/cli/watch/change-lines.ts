import type { ScopePosition } from '../../http/summary.js';
import { scopeName } from '../../stores/scope-id.js';
import { timeText } from '../state/columns.js';
import { printable } from '../state/printable.js';
import type { WatchView } from './watch-view.js';

/** What is said of an app where there is no terminal: a line for each thing that changed. Marks change all the time, and are left out. */
export class ChangeLines {
  private former = new Map<string, string>();

  /** The lines that say what is new since the last call. */
  of({ url, scopes, positions, at, trouble }: WatchView): string[] {
    // Nothing is known of an app that does not answer: what it had stays.
    const now = new Map(trouble === null ? [] : this.former);
    now.set('app', trouble === null ? `${url} answers` : trouble);
    if (trouble === null) {
      for (const scope of scopes)
        now.set(`scope ${scopeName(scope)}`, `${scopeName(scope)} ${scope.state}, store ${scope.store}`);
      for (const position of positions) now.set(legOf(position), positionText(position));
    }
    const lines: string[] = [];
    for (const [key, text] of now) if (this.former.get(key) !== text) lines.push(text);
    for (const [key] of this.former) if (!now.has(key)) lines.push(`${key} flat`);
    this.former = now;
    return lines.map((text) => printable(`${timeText(at)} ${text}`));
  }
}

function legOf(position: ScopePosition): string {
  const { exchange, symbol, positionSide } = position;
  return `${scopeName(position)} ${exchange} ${symbol} ${positionSide}`;
}

function positionText(position: ScopePosition): string {
  const { side, signedAmount, entryPrice, netRealizedPnl } = position;
  return `${legOf(position)} ${side} ${signedAmount} @ ${entryPrice}, net ${netRealizedPnl}`;
}
