import type { Selected, SelectionInfo, SelectMode } from './messages.ts';

/** Ranges that an address may hold, in letters. */
const LONGEST = 1500;

/** One set of trials. */
export class Selection {
  /** 1 = selected, by trial; trials beyond its length are not. */
  mask = new Uint8Array(0);
  count = 0;

  has(trial: number): boolean {
    return this.mask[trial] === 1;
  }

  /**
   * Changes the set.
   *
   * @param size trials that there are: larger numbers are left out
   */
  change(trials: Iterable<number>, mode: SelectMode, size: number): void {
    const mask = new Uint8Array(size);
    if (mode !== 'replace') mask.set(this.mask.subarray(0, size));
    const value = mode === 'remove' ? 0 : 1;
    for (const trial of trials) if (trial < size) mask[trial] = value;
    this.mask = mask;
    this.count = mask.reduce((count, one) => count + one, 0);
  }

  /** The trials, ascending. */
  trials(): Int32Array {
    const found = new Int32Array(this.count);
    let at = 0;
    for (let trial = 0; trial < this.mask.length; trial++) if (this.mask[trial] === 1) found[at++] = trial;
    return found;
  }

  info(): SelectionInfo {
    return { count: this.count, ranges: rangesOf(this.trials()) };
  }
}

/** Ascending numbers as `3,10-20`; null where that would be too long. */
export function rangesOf(numbers: ArrayLike<number>): string | null {
  let text = '';
  for (let at = 0; at < numbers.length; ) {
    let end = at;
    while (end + 1 < numbers.length && numbers[end + 1] === numbers[end]! + 1) end++;
    text += `${text === '' ? '' : ','}${numbers[at]}${end === at ? '' : `-${numbers[end]}`}`;
    if (text.length > LONGEST) return null;
    at = end + 1;
  }
  return text;
}

/** The numbers of `3,10-20`, or of a list; what is none of it is left out. @param size larger ones are left out */
export function numbersOf(selected: Selected, size: number): readonly number[] {
  if (typeof selected !== 'string') return selected;
  return selected.split(',').flatMap((part) => {
    const [, from, to = from] = /^\s*(\d{1,10})(?:-(\d{1,10}))?\s*$/.exec(part) ?? [];
    if (from === undefined) return [];
    const length = Math.max(0, Math.min(size - 1, Number(to)) - Number(from) + 1);
    return Array.from({ length }, (_, i) => Number(from) + i);
  });
}
