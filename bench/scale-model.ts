/** What updates take on one side: so much each, and so much for each commit that they are in. */
export interface Cost {
  readonly update: number;
  readonly commit: number;
}

/** What an update takes where so many are in one commit. */
export interface Point {
  readonly aCommit: number;
  readonly anUpdate: number;
}

/** Where updates are written, and what is there for it. */
export interface Layout {
  /** The largest part of all updates that one writer has, and that one master has: 1 is all. */
  readonly largestOfWriters: number;
  readonly largestOfMasters: number;
  /** How many cores there are for all of them together. */
  readonly cores: number;
}

/** What an update takes (us): the writer's main thread, all of the writer, all masters together. */
export interface UpdateCost {
  readonly main: number;
  readonly writer: number;
  readonly servers: number;
}

export interface Limit {
  readonly what: 'a writer' | 'a master' | 'the cores of this machine';
  /** So many updates a second in all are the most. */
  readonly perSecond: number;
}

const US_A_SECOND = 1e6;

/** The line through two points: cost = update + commit / updates a commit. */
export function fitted(one: Point, other: Point): Cost {
  const commit = (one.anUpdate - other.anUpdate) / (1 / one.aCommit - 1 / other.aCommit);
  return { update: one.anUpdate - commit / one.aCommit, commit };
}

export function costAt({ update, commit }: Cost, aCommit: number): number {
  return update + commit / aCommit;
}

/**
 * How many updates are in a commit where so many come a second and a commit is sent as soon as the one before is answered: as many as it takes
 * for the thread to have time for all of them. Infinite where even that is not enough.
 */
export function updatesACommit({ update, commit }: Cost, perSecond: number): number {
  const left = 1 - (perSecond * update) / US_A_SECOND;
  return left <= 0 ? Infinity : Math.max(1, (perSecond * commit) / US_A_SECOND / left);
}

/** What is reached first. Commands of a master, and updates of a writer, are carried out by one thread each. */
export function firstLimit({ main, writer, servers }: UpdateCost, layout: Layout): Limit {
  const limits: readonly Limit[] = [
    { what: 'a writer', perSecond: US_A_SECOND / (main * layout.largestOfWriters) },
    { what: 'a master', perSecond: US_A_SECOND / (servers * layout.largestOfMasters) },
    { what: 'the cores of this machine', perSecond: (US_A_SECOND * layout.cores) / (writer + servers) },
  ];
  return limits.reduce((lowest, limit) => (limit.perSecond < lowest.perSecond ? limit : lowest));
}
