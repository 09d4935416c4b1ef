/** The largest number whose square is one, too, with room for sums. */
const LARGEST = 1e150;

/** Is it a finite number that has a square? Between others no difference or spread can be told: ±∞, 1e308, NaN. */
export const isSquarable = (value: number): boolean => Math.abs(value) <= LARGEST;
