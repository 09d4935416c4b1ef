/** Reads `--name value` and `--name=value`; a name that stands alone is "yes". @throws for names that are not known */
export function optionsFrom<T extends Record<string, string>>(words: readonly string[], defaults: T): T {
  const read: Record<string, string> = { ...defaults };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') continue;
    const [name, joined] = word.replace(/^--/, '').split(/=(.*)/s) as [string, string | undefined];
    if (!word.startsWith('--') || !(name in defaults))
      throw new Error(
        `"${word}" is no option; there are ${Object.keys(defaults)
          .map((key) => `--${key}`)
          .join(', ')}.`,
      );
    const next = words[i + 1];
    if (joined !== undefined) read[name] = joined;
    else if (next === undefined || next.startsWith('--')) read[name] = 'yes';
    else {
      read[name] = next;
      i++;
    }
  }
  return read as T;
}

/** A whole number of at least 1. @throws where it is none, with the option's name */
export function countOf(name: string, text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < 1)
    throw new Error(`--${name} ${text}: expected a whole number of at least 1.`);
  return count;
}

/** `101..104`, `1,2,5` or both: whole numbers in that order. */
export function numbersOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('..').map(Number);
    if (part.trim() === '' || !Number.isInteger(from) || !Number.isInteger(to) || to! < from!)
      throw new Error(`"${part}" is no number or range such as 101..104.`);
    return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  });
}
