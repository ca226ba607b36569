import type { Random } from '../../src/testing/index.js';
import type { Message } from './convergence-message.js';
import type { MessageSet } from './convergence-set.js';
import type { TruthEvent } from './convergence-truth.js';

/** The names under which a message tells of an order. */
export interface Names {
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly formerId: string | null;
}

/** The names in a message, one entry for each order in it. */
export function namesIn(message: Message): readonly Names[] {
  switch (message.kind) {
    case 'report':
      return [namesOf(message.update)];
    case 'trade':
      return [namesOf({ id: message.trade.orderId, clientOrderId: message.trade.clientOrderId })];
    case 'caller':
      return [namesOf(message.order)];
    case 'snapshot':
      return (message.snapshot.openOrders ?? []).map(namesOf);
    default:
      return [];
  }
}

/**
 * Messages without those that the law exempts: "a client id that two orders had, in messages that name only it". Two ids that one report
 * says are one order's (`formerId`) are one.
 */
export function withoutAmbiguousNames(
  messages: readonly Message[],
  among: readonly Message[] = messages,
): readonly Message[] {
  const orders = new OrderNames(among.flatMap(namesIn));
  return messages.filter((message) =>
    namesIn(message).every(
      ({ id, clientOrderId }) =>
        id !== null || clientOrderId === null || orders.countWith(clientOrderId) <= 1,
    ),
  );
}

/** Whether each order that was told of under a client id alone was told of under both names, or under that one name only. */
export function isLinked(
  messages: readonly Message[],
  order: TruthEvent['order'],
  events: readonly TruthEvent[],
): boolean {
  const ofOrder = events.filter((event) => event.order === order);
  const [ids, clientIds] = [ofOrder.map(({ id }) => id), ofOrder.map(({ clientOrderId }) => clientOrderId)];
  const names = messages
    .flatMap(namesIn)
    .filter(({ id, clientOrderId }) =>
      id === null ? clientIds.includes(String(clientOrderId)) : ids.includes(id),
    );
  const alone = new Set(names.filter(({ id }) => id === null).map(({ clientOrderId }) => clientOrderId));
  const both = new Set(names.filter(({ id }) => id !== null).map(({ clientOrderId }) => clientOrderId));
  if (alone.size === 1 && names.every(({ id }) => id === null)) return true;
  return [...alone].every((clientOrderId) => both.has(clientOrderId));
}

/**
 * A set in which some message that has a client id has the id too: otherwise nothing tells that both are names of one order. What the caller
 * began under a client id that no message has is left out.
 */
export function linked(set: MessageSet, random: Random): MessageSet {
  const messages = set.groups.flat();
  const clientIds = new Set(messages.flatMap(namesIn).map(({ clientOrderId }) => clientOrderId));
  clientIds.delete(null);
  const links = new Set(
    Array.from(clientIds, (clientId) =>
      random.pick(messages.filter((message) => isNamed(message, clientId))),
    ),
  );
  const groups = set.groups.map((group, at) => {
    const { id } = set.truth.events[at] as TruthEvent;
    return group.map((message) => (links.has(message) ? withId(message, id) : message));
  });
  const both = new Set(
    groups
      .flat()
      .flatMap(namesIn)
      .flatMap(({ id, clientOrderId }) => (id === null ? [] : [clientOrderId])),
  );
  const before = set.before.filter((message) =>
    namesIn(message).every(({ clientOrderId }) => both.has(clientOrderId)),
  );
  return { ...set, before, groups };
}

function namesOf(given: { readonly [Name in keyof Names]?: string | null | undefined }): Names {
  const { id = null, clientOrderId = null, formerId = null } = given;
  return { id, clientOrderId, formerId };
}

function isNamed(message: Message, clientId: string | null): boolean {
  if (message.kind === 'snapshot') return false;
  return namesIn(message).some(({ clientOrderId }) => clientOrderId === clientId);
}

function withId(message: Message, id: string): Message {
  if (message.kind === 'report') return { kind: 'report', update: { ...message.update, id } };
  return message.kind === 'trade' ? { kind: 'trade', trade: { ...message.trade, orderId: id } } : message;
}

/** Which ids are of one order, and how many orders a client id had. */
class OrderNames {
  private readonly formerIds = new Map<string, string>();
  private readonly firstIds = new Map<string, Set<string>>();

  constructor(names: readonly Names[]) {
    for (const { id, formerId } of names)
      if (id !== null && formerId !== null) this.formerIds.set(id, formerId);
    for (const { id, clientOrderId } of names) {
      if (id === null || clientOrderId === null) continue;
      this.firstIds.set(clientOrderId, (this.firstIds.get(clientOrderId) ?? new Set()).add(this.firstOf(id)));
    }
  }

  countWith(clientOrderId: string): number {
    return this.firstIds.get(clientOrderId)?.size ?? 0;
  }

  private firstOf(id: string): string {
    const former = this.formerIds.get(id);
    return former === undefined ? id : this.firstOf(former);
  }
}
