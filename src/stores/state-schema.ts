/** The layout in which this release keeps a scope. It changes when what an earlier release wrote cannot be read on. */
export const SCHEMA = '2';

/** What state of before layouts were marked is of. */
const UNMARKED = '1';

/** The layout of a scope that has been taken before. */
export function schemaOf(mark: string | null | undefined): string {
  return mark ?? UNMARKED;
}
