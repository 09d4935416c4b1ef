import { type Knob, shareOf, valueAt } from './knobs.ts';

/** A line of a scale. */
export interface Tick {
  readonly value: number;
  readonly size: 'small' | 'middle' | 'large';
}

/** Distances of a scale's lines, in its unit: of the smallest lines, and of those with a number. */
interface Fineness {
  readonly small: number;
  readonly middle: number;
  readonly large: number;
}

const FINENESS: Readonly<Record<Knob['name'], readonly Fineness[]>> = {
  frequency: [
    { small: 0.2, middle: 1, large: 2 },
    { small: 0.5, middle: 1, large: 4 },
  ],
  aerial: [
    { small: 5, middle: 15, large: 30 },
    { small: 15, middle: 15, large: 45 },
  ],
};

/** Pixels between lines that the eye still tells apart. */
const NEAREST = 4;

/** Lines of a scale of so many pixels: the finest that are not too near to each other. */
export function ticksOf(knob: Knob, pixels: number): readonly Tick[] {
  const choices = FINENESS[knob.name];
  const isWide = ({ small }: Fineness): boolean => (small / (knob.high - knob.low)) * pixels >= NEAREST;
  const { small, middle, large } = choices.find(isWide) ?? choices.at(-1)!;
  const count = Math.round((knob.high - knob.low) / small);
  const falls = (i: number, size: number): boolean => i % Math.round(size / small) === 0;
  return Array.from({ length: count + 1 }, (_, i) => ({
    value: knob.low + i * small,
    size: falls(i, large) ? 'large' : falls(i, middle) ? 'middle' : 'small',
  }));
}

/** A stretch of pixels that a knob's scale lies on. */
export interface Axis {
  readonly knob: Knob;
  /** Pixels of the scale's ends; `from` is beyond `to` where it runs upwards. */
  readonly from: number;
  readonly to: number;
}

/** Pixel of a value. */
export const pixelOf = ({ knob, from, to }: Axis, value: number): number => from + shareOf(knob, value) * (to - from);

/** Value at a pixel, also beyond the scale: the inverse of `pixelOf`. */
export const valueOf = ({ knob, from, to }: Axis, pixel: number): number => valueAt(knob, (pixel - from) / (to - from));

/** A line through points, as SVG has it, to a tenth of a pixel. */
export const pathOf = (points: readonly (readonly [x: number, y: number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
