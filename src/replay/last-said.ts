import { habitsOf } from './exchange-habits.js';
import { FilledAmounts } from './filled-amounts.js';
import { firstOrders, legKey, legOfOrder, legOfPosition } from './leg.js';
import type { Leg } from './replay-target.js';
import type { PositionSaid, StreamLine } from './stream.js';

/** What the exchange said last of a leg. */
export interface LastSaid {
  readonly leg: Leg;
  readonly said: PositionSaid;
  /** How many updates the leg has that filled more: no more of its fills were rounded. */
  readonly fills: bigint;
}

/** The last position message of each leg that has orders, where it holds at the end of the stream. */
export function lastSaid(lines: readonly StreamLine[]): LastSaid[] {
  return firstOrders(lines).flatMap((first) => {
    const leg = legOfOrder(first);
    const key = legKey(leg);
    const isOfLeg = (line: StreamLine) =>
      legKey(line.kind === 'order' ? legOfOrder(line) : legOfPosition(line)) === key;
    const ofLeg = lines.filter(isOfLeg);
    const at = ofLeg.findLastIndex(({ kind }) => kind === 'position');
    const last = ofLeg[at];
    if (last?.kind !== 'position') return [];
    // Other exchanges tell what holds when the message comes: a fill after it is not in it.
    const filled = new FilledAmounts();
    const added = ofLeg.map((line) => (line.kind === 'order' ? filled.add(line.update) : 0n));
    const isOld =
      habitsOf(leg.exchange).positionsTell === 'as-it-comes' && added.slice(at).some((each) => each !== 0n);
    const fills = BigInt(added.filter((each) => each !== 0n).length);
    return isOld ? [] : [{ leg, said: last.position, fills }];
  });
}
