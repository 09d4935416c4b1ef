import { VernierError } from '../errors.ts';

/** An error for a name that does not exist, with the nearest one that does. */
export function unknownName(who: string, name: string, known: readonly string[]): VernierError {
  const near = nearest(name, known);
  return new VernierError('space-invalid', `${who} names "${name}", which is no parameter.`, {
    details: { name },
    hint: near === null ? `Known: ${known.join(', ') || 'none'}.` : `Did you mean "${near}"?`,
  });
}

/** The known word within an edit distance of a third of its length, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const other of known) {
    const distance = editDistance(word.toLowerCase(), other.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(Math.max(other.length, word.length) / 3))) {
      least = distance;
      best = other;
    }
  }
  return best;
}

/** Letters added, left out, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : changed;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, changed, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
