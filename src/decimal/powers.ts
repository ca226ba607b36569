/** `10^0` to `10^18` as numbers: all of them are exact in a double. To look one up is several times as fast as `**`. */
export const POWERS: readonly number[] = Array.from({ length: 19 }, (_, power) => Number(`1e${power}`));
