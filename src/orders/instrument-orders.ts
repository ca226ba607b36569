/** The entries of one instrument that queries show. */
export class InstrumentOrders<E> {
  readonly all = new Set<E>();
  readonly open = new Set<E>();

  constructor(
    readonly exchange: string,
    readonly symbol: string,
  ) {}
}
