/** How much is measured. */
export interface Plan {
  /** Rounds that count, of work in memory; of work with a store, `storeRounds`. */
  readonly rounds: number;
  readonly storeRounds: number;
  /** Orders of the workload in memory, of the one that goes through a store, and of those that are loaded. */
  readonly orders: number;
  readonly storedOrders: number;
  readonly loadedOrders: number;
  /** How often they are loaded by a process that does nothing else. */
  readonly loads: number;
  /** How long updates come at a fixed rate (s). */
  readonly pacedSeconds: number;
  /** How many messages are replayed from files. */
  readonly replayed: number;
  /** How many orders a table holds where growth is measured, from small to large. */
  readonly sizes: readonly number[];
}

export const FULL: Plan = {
  rounds: 5,
  storeRounds: 3,
  orders: 10_000,
  storedOrders: 10_000,
  loadedOrders: 100_000,
  loads: 3,
  pacedSeconds: 5,
  replayed: 300_000,
  sizes: [1_000, 10_000, 100_000],
};

/** To see that the bench works, and that nothing became several times slower. */
export const QUICK: Plan = {
  rounds: 2,
  storeRounds: 2,
  orders: 2_000,
  storedOrders: 1_000,
  loadedOrders: 5_000,
  loads: 1,
  pacedSeconds: 1,
  replayed: 120_000,
  sizes: [1_000, 10_000],
};
