import type { Color } from './scene.ts';
import type { PixelBlock } from './surface.ts';

/** What a shape adds to a pixel that it covers whole. */
export const FULL = 255;

/**
 * How much of each pixel shapes cover, added up. Shapes are laid down by one addition a pixel, and coloured once at the end: that is
 * what makes pictures of a hundred thousand lines fast. A pixel is `sums[i] = ((sums[i] & keep) + covered) | ink`.
 */
export interface Coverage {
  /** Pixels of the device. */
  readonly width: number;
  readonly height: number;
  /** Shape (height × width), row-major. */
  readonly sums: Uint32Array;
  /** The bits of a pixel that count coverage; above them stands its ink. */
  readonly keep: number;
  readonly ink: number;
}

/** Coverage of shapes that all have one colour, where nothing is covered yet. */
export const bare = (width: number, height: number): Coverage => ({
  width,
  height,
  sums: new Uint32Array(width * height),
  keep: ~0,
  ink: 0,
});

/** Bits of coverage below an ink. */
const INK_AT = 24;

/** Shapes that may lie on each other where each pixel has its ink, too: of more the coverage would run into it. */
export const MOST_INKED = 65_000;

/** The same coverage for shapes of one colour among others: a pixel has that of the shape that was laid down last. */
export const inked = (coverage: Coverage, color: number): Coverage => ({
  ...coverage,
  keep: (1 << INK_AT) - 1,
  ink: color << INK_AT,
});

/**
 * Colours what is covered, and leaves the coverage bare. Where shapes lie on each other, each takes its share of what the ones under it
 * let through: so crowds of translucent shapes are denser.
 *
 * @param pixels of the same size as the coverage
 * @param palette by ink; where shapes have one colour, that one
 * @param opacity of one shape, 0 … 1
 */
export function colourIn(
  pixels: PixelBlock,
  { sums, keep }: Coverage,
  palette: readonly Color[],
  opacity: number,
): void {
  const { data } = pixels;
  // Red is the lowest byte: all that runs JavaScript in pages is little-endian.
  const inks = new Uint32Array(data.buffer, data.byteOffset, sums.length);
  const [reds, greens, blues] = [1, 3, 5].map((at) =>
    Uint8Array.from(palette, (color) => Number.parseInt(color.slice(at, at + 2), 16)),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const alphas = alphasOf(opacity);
  const last = alphas.length - 1;
  for (let i = 0; i < sums.length; i++) {
    const laid = sums[i]!;
    if (laid === 0) continue;
    sums[i] = 0;
    const sum = (laid & keep) >>> 0;
    const ink = keep === ~0 ? 0 : laid >>> INK_AT;
    const alpha = alphas[sum < last ? sum : last]!;
    const under = inks[i]!;
    // Over what is not opaque itself, both colours count by how much of each is seen.
    const seen = (255 * alpha + (under >>> 24) * (256 - alpha)) >> 8;
    const weight = (alpha * PARTS_OF_SEEN[seen]! + 32_768) >> 16;
    inks[i] =
      (seen << 24) |
      (mixed((under >> 16) & 255, blues[ink]!, weight) << 16) |
      (mixed((under >> 8) & 255, greens[ink]!, weight) << 8) |
      mixed(under & 255, reds[ink]!, weight);
  }
}

/** 255 / opacity in 65536ths, by the opacity: products are several times faster than quotients. */
const PARTS_OF_SEEN = Uint32Array.from({ length: 256 }, (_, seen) =>
  seen === 0 ? 0 : Math.round((255 * 65_536) / seen),
);

/** A channel under a colour. @param weight of the colour, in 256ths */
const mixed = (under: number, ink: number, weight: number): number => under + (((ink - under) * weight + 128) >> 8);

/** Layers after which translucent shapes let nothing through that is seen. */
const OPAQUE = 0.998;

/** How opaque a sum of coverage is, in 256ths, by the sum; from the last one on it stays. */
function alphasOf(opacity: number): Uint16Array {
  const share = Math.min(1, Math.max(0.005, opacity));
  const layers = [0];
  while (layers.at(-1)! < OPAQUE) layers.push(layers.at(-1)! + share * (1 - layers.at(-1)!));
  return Uint16Array.from({ length: (layers.length - 1) * FULL + 1 }, (_, sum) => {
    const layer = Math.floor(sum / FULL);
    const within = (sum - layer * FULL) / FULL;
    return Math.round(256 * (layers[layer]! * (1 - within) + (layers[layer + 1] ?? 1) * within));
  });
}
