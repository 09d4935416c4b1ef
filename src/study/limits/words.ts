/** A length of time in the sentences that are stored with trials: `90 s`, `2 h`. */
export function lengthWords(seconds: number): string {
  for (const [unit, size] of [
    ['h', 3600],
    ['min', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  return `${Number(seconds.toPrecision(6))} s`;
}

/** An amount of money: `2.4 EUR`; to the hundredth, or to four digits where it is less than 1. */
export function moneyWords(amount: number, currency: string | undefined): string {
  const rounded = amountWords(amount);
  return currency === undefined ? rounded : `${rounded} ${currency}`;
}

/** The same without its currency. @param whole what it is a part of: to the hundredth, too, where that is 1 or more */
export function amountWords(amount: number, whole = amount): string {
  return String(Number(Math.abs(whole) >= 1 ? amount.toFixed(2) : amount.toPrecision(4)));
}
