/** The name that is written most like another one, letter case and underscores aside; null where none is much like it. */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  const from = plain(wrong);
  let nearest: string | null = null;
  let least = Infinity;
  for (const name of names) {
    const to = plain(name);
    const changes = changesBetween(from, to);
    if (changes < least && changes <= Math.max(from.length, to.length) / MOST_OF) {
      nearest = name;
      least = changes;
    }
  }
  return nearest;
}

/** Of how many letters one may be another: of more than a third, and it is another word. */
const MOST_OF = 3;

function plain(name: string): string {
  return name.toUpperCase().replaceAll('_', '');
}

/** How many letters must be put in, left out or changed (Levenshtein); a swap of neighbours counts as one. */
function changesBetween(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const changes = [
        (row[j - 1] as number) + 1,
        (rows[i - 1]?.[j] as number) + 1,
        (rows[i - 1]?.[j - 1] as number) + (isSame ? 0 : 1),
      ];
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        changes.push((rows[i - 2]?.[j - 2] as number) + 1);
      row.push(Math.min(...changes));
    }
    rows.push(row);
  }
  return rows[from.length]?.[to.length] as number;
}
