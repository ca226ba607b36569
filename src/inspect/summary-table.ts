import type { FillChain } from './fill-chains.js';
import type { ScopeSummary } from './inspect.js';

/** The scopes of a store, one to a line, and what is damaged in them. */
export function summaryTable(summaries: readonly ScopeSummary[]): string {
  if (summaries.length === 0) return 'There are no scopes in this store.';
  return summaries.map(lines).join('\n');
}

function lines({
  scope,
  epoch,
  sequence,
  holder,
  counts,
  chains,
  damage,
  missingCodecs,
}: ScopeSummary): string {
  const records = [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
  const head = `${scope}  epoch ${epoch}, batch ${sequence}, ${holder === null ? 'no holder told' : `held by ${holder}`}: ${records || 'empty'}`;
  const codecs = [...missingCodecs].map(
    (name) => `records were written with the codec ${name}: give it with --codec FILE`,
  );
  const details = [...chains.map(chainLine), ...damage, ...codecs];
  return [head, ...details.map((each) => `  ${each}`)].join('\n');
}

function chainLine({ leg, count, first, last, head }: FillChain): string {
  const missing = last - first + 1 - count;
  const holes = missing === 0 ? '' : `, ${missing} of them MISSING`;
  return `fills of ${JSON.stringify(leg)}: ${first} to ${last}${holes}, head ${head}`;
}
