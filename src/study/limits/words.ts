/** A length of time in the sentences that are stored with trials: `90 s`, `2 h`. */
export function lengthWords(seconds: number): string {
  for (const [unit, size] of [
    ['h', 3600],
    ['min', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  return `${Number(seconds.toPrecision(6))} s`;
}

/** An amount of money: `2.4 EUR`. */
export function moneyWords(amount: number, currency: string | undefined): string {
  const rounded = Number(amount.toPrecision(4));
  return currency === undefined ? String(rounded) : `${rounded} ${currency}`;
}
