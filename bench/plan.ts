/** How much is measured. */
export interface Plan {
  readonly rounds: number;
  /** Orders of the workload. */
  readonly orders: number;
  /** How many orders a table holds where growth is measured, from small to large. */
  readonly sizes: readonly number[];
  /** How often the largest of these sizes is loaded. */
  readonly loads: number;
}

export const FULL: Plan = {
  rounds: 7,
  orders: 100_000,
  sizes: [1_000, 10_000, 100_000, 1_000_000],
  loads: 3,
};

/** To see that the bench works. Its figures say little. */
export const QUICK: Plan = { rounds: 3, orders: 5_000, sizes: [1_000, 10_000], loads: 1 };
