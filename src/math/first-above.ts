/** Position of the first element that is above `value`, among the first `size` ascending ones; `size` = there is none. */
export function firstAbove(ascending: ArrayLike<number>, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
