import type { Belief } from './belief.ts';

/** From the dark of the glass over amber to light: rises in lightness all along, so that it can be read without colours. */
const RAMP: readonly (readonly [red: number, green: number, blue: number])[] = [
  [14, 38, 64],
  [38, 62, 88],
  [120, 92, 66],
  [214, 142, 40],
  [250, 196, 80],
  [255, 243, 205],
];

/** What is not known is hazy. */
const HAZE: readonly [number, number, number] = [98, 122, 148];
/** Half the width of a band that is haze alone, and how much of it there is then. */
const UNKNOWN = 0.35;
const MOST_HAZE = 0.55;

/** The pixels of a belief over two knobs, the largest angle on top. RGBA, shape (cells × cells × 4). */
export function glow({ cells, mean, low, high }: Belief): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * cells * cells);
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      const cell = (cells - 1 - row) * cells + column;
      const doubt = Math.min(1, (high[cell]! - low[cell]!) / (2 * UNKNOWN)) * MOST_HAZE;
      const bright = rampAt(mean[cell]!);
      const at = 4 * (row * cells + column);
      for (let channel = 0; channel < 3; channel++)
        pixels[at + channel] = (1 - doubt) * bright[channel]! + doubt * HAZE[channel]!;
      pixels[at + 3] = 255;
    }
  return pixels;
}

function rampAt(clear: number): readonly number[] {
  const place = Math.min(1, Math.max(0, clear)) * (RAMP.length - 1);
  const below = Math.min(RAMP.length - 2, Math.floor(place));
  const share = place - below;
  return RAMP[below]!.map((from, channel) => from + share * (RAMP[below + 1]![channel]! - from));
}
