import type { Color } from './scene.ts';
import type { PixelBlock } from './surface.ts';

/** What a shape adds to a pixel that it covers whole. */
export const FULL = 255;

/**
 * How much of each pixel the shapes of one colour cover, added up. Shapes are laid down by one addition a pixel, and coloured once at
 * the end: that is what makes pictures of a hundred thousand lines fast.
 */
export interface Coverage {
  /** Pixels of the device. */
  readonly width: number;
  readonly height: number;
  /** Shape (height × width), row-major. */
  readonly sums: Uint32Array;
}

/** Coverage where nothing is covered yet. */
export const bare = (width: number, height: number): Coverage => ({
  width,
  height,
  sums: new Uint32Array(width * height),
});

/**
 * Colours what is covered, and leaves the coverage bare. Where shapes lie on each other, each takes its share of what the ones under it
 * let through: so crowds of translucent shapes are denser.
 *
 * @param pixels of the same size as the coverage
 * @param opacity of one shape, 0 … 1
 */
export function colourIn(pixels: PixelBlock, { sums }: Coverage, color: Color, opacity: number): void {
  const { data } = pixels;
  const alphas = alphasOf(opacity);
  const last = alphas.length - 1;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  for (let i = 0, at = 0; i < sums.length; i++, at += 4) {
    const sum = sums[i]!;
    if (sum === 0) continue;
    sums[i] = 0;
    const alpha = alphas[sum < last ? sum : last]!;
    const under = data[at + 3]!;
    if (under === 255) {
      data[at] = mixed(data[at]!, red!, alpha);
      data[at + 1] = mixed(data[at + 1]!, green!, alpha);
      data[at + 2] = mixed(data[at + 2]!, blue!, alpha);
      continue;
    }
    // Over what is not opaque itself: colours count by how much of each is seen.
    const through = (under * (255 - alpha)) / 255;
    const whole = alpha + through;
    if (whole === 0) continue;
    data[at] = (red! * alpha + data[at]! * through) / whole;
    data[at + 1] = (green! * alpha + data[at + 1]! * through) / whole;
    data[at + 2] = (blue! * alpha + data[at + 2]! * through) / whole;
    data[at + 3] = whole;
  }
}

const mixed = (under: number, over: number, alpha: number): number =>
  under + Math.round(((over - under) * alpha) / 255);

/** Layers after which translucent shapes let nothing through that is seen. */
const OPAQUE = 0.998;

/** How opaque a sum of coverage is, 0 … 255, by the sum; from the last one on it stays. */
function alphasOf(opacity: number): Uint8Array {
  const share = Math.min(1, Math.max(0.005, opacity));
  const layers = [0];
  while (layers.at(-1)! < OPAQUE) layers.push(layers.at(-1)! + share * (1 - layers.at(-1)!));
  return Uint8Array.from({ length: (layers.length - 1) * FULL + 1 }, (_, sum) => {
    const layer = Math.floor(sum / FULL);
    const within = (sum - layer * FULL) / FULL;
    return Math.round(255 * (layers[layer]! * (1 - within) + (layers[layer + 1] ?? 1) * within));
  });
}
