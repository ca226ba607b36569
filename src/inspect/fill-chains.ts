import { parseFillKey } from '../stores/fill-key.js';
import { checksumOf } from '../stores/record-sum.js';

/** The fill history of one leg in short. */
export interface FillChain {
  readonly leg: string;
  /** How many entries there are. Fewer than from `first` to `last` fit: some are missing. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** The checksum of the last entry, in hex: of two stores with the same head, neither has an entry more than the other. */
  readonly head: string;
}

/** Sums the fill history up leg by leg, in whatever order its entries come. */
export class FillChains {
  private readonly chains = new Map<string, FillChain>();

  /** @param key of `fillKey`; another one is left out. */
  add(key: string, sealed: string): void {
    const place = parseFillKey(key);
    if (place === null) return;
    const { leg, number } = place;
    const head = checksumOf(sealed).toString(16).padStart(8, '0');
    const known = this.chains.get(leg) ?? { leg, count: 0, first: number, last: number, head };
    this.chains.set(leg, {
      leg,
      count: known.count + 1,
      first: Math.min(known.first, number),
      last: Math.max(known.last, number),
      head: number >= known.last ? head : known.head,
    });
  }

  /** By leg. */
  list(): readonly FillChain[] {
    return [...this.chains.values()].toSorted((left, right) => (left.leg < right.leg ? -1 : 1));
  }
}
