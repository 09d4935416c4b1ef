/** Ranges beyond which a filter would be too long to read. */
const MOST = 12;

/** A filter that ranges of trials, such as `3,10-20`, meet and nothing else; null = it would be too long. */
export function selectedFilter(ranges: string | null): string | null {
  const parts = ranges === null || ranges === '' ? [] : ranges.split(',');
  if (parts.length === 0 || parts.length > MOST) return null;
  const single = parts.filter((part) => !part.includes('-'));
  const conditions = parts
    .filter((part) => part.includes('-'))
    .map((part) => {
      const [from, to] = part.split('-') as [string, string];
      return `(number >= ${from} and number <= ${to})`;
    });
  if (single.length > 0) conditions.push(`number in (${single.join(', ')})`);
  return conditions.join(' or ');
}
