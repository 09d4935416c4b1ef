import type { Digits } from '../digits-typescript/digits.ts';

/** What is tuned of the classifier. */
export interface Settings {
  /** Digits at this distance are alike to 1/e. */
  readonly width: number;
  /** How likeness falls with distance: exp(−(distance / width)^power). */
  readonly power: number;
  /** What is added to the diagonal: the larger, the less single digits count. */
  readonly ridge: number;
  /** Pixels are raised to this power. */
  readonly contrast: number;
  /** Share of each pixel that its neighbours get. */
  readonly blur: number;
}

/** How well digits are read. */
export interface Reading extends Readonly<Record<string, number>> {
  /** Mean squared error of the ten outputs of a digit, summed. */
  readonly loss: number;
  /** Share of right answers. */
  readonly accuracy: number;
}

/**
 * Kernel ridge regression: ten outputs, 1 for the right digit. Time grows with the cube of the digits learned from, and there is
 * no state to go on from: more data means to learn anew.
 *
 * @param count how many of the digits to learn from, the first ones
 */
export function learned(settings: Settings, data: Digits, count: number): (digits: Digits) => Reading {
  const known = prepared(settings, data, count);
  const factor = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) factor[i * count + j] = likeness(settings, known, i, known, j);
    factor[i * count + i] = 1 + settings.ridge;
  }
  factorise(factor, count);
  const weights = Array.from({ length: 10 }, (_, digit) => {
    const targets = Float64Array.from({ length: count }, (_, i) => (data.labels[i] === digit ? 1 : 0));
    return solve(factor, count, targets);
  });
  return (digits) => {
    const seen = prepared(settings, digits, digits.count);
    let [loss, right] = [0, 0];
    for (let i = 0; i < digits.count; i++) {
      const outputs = new Float64Array(10);
      for (let j = 0; j < count; j++) {
        const alike = likeness(settings, seen, i, known, j);
        for (let digit = 0; digit < 10; digit++) outputs[digit]! += alike * weights[digit]![j]!;
      }
      outputs.forEach((output, digit) => (loss += (output - (digits.labels[i] === digit ? 1 : 0)) ** 2));
      if (outputs.indexOf(Math.max(...outputs)) === digits.labels[i]) right++;
    }
    return { loss: loss / digits.count, accuracy: right / digits.count };
  };
}

/** The first digits with their contrast changed and blurred, shape (count × 64). */
function prepared({ contrast, blur }: Settings, { pixels }: Digits, count: number): Float64Array {
  const sharp = pixels.subarray(0, count * 64).map((pixel) => pixel ** contrast);
  return sharp.map((pixel, at) => {
    const [row, column] = [(at >> 3) % 8, at % 8];
    const around =
      (row > 0 ? sharp[at - 8]! : 0) +
      (row < 7 ? sharp[at + 8]! : 0) +
      (column > 0 ? sharp[at - 1]! : 0) +
      (column < 7 ? sharp[at + 1]! : 0);
    return (1 - blur) * pixel + (blur / 4) * around;
  });
}

function likeness({ width, power }: Settings, a: Float64Array, i: number, b: Float64Array, j: number): number {
  let square = 0;
  for (let k = 0; k < 64; k++) {
    const difference = a[i * 64 + k]! - b[j * 64 + k]!;
    square += difference * difference;
  }
  return Math.exp(-((Math.sqrt(square) / width) ** power));
}

/** Cholesky's factor, in the place of the lower half of the matrix. */
function factorise(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = matrix.subarray(i * n, i * n + i + 1);
    for (let j = 0; j <= i; j++) {
      const other = matrix.subarray(j * n, j * n + j + 1);
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / other[j]!;
    }
  }
}

/** Forwards, then backwards through the factor. */
function solve(factor: Float64Array, n: number, targets: Float64Array): Float64Array {
  const x = targets.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= factor[i * n + i]!;
    for (let k = 0; k < i; k++) x[k]! -= factor[i * n + k]! * x[i]!;
  }
  return x;
}
