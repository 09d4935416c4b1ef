import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

// Pictures are PNG. They are read by a page of the browser that took them: any page without a policy, such as about:blank.

/** How two pictures differ. */
export interface PictureDifference {
  /** Width and height of each, in pixels. */
  readonly sizes: readonly [before: readonly [number, number], now: readonly [number, number]];
  /** The share of pixels that anybody would call different: in a channel by more than `CLEAR` of 255. */
  readonly share: number;
}

const CLEAR = 48;

/** Compares two pictures pixel by pixel. */
export async function difference(page: Page, before: Buffer, now: Buffer): Promise<PictureDifference> {
  await page.evaluate(READ);
  return page.evaluate(`(async () => {
    const [a, b] = [await read('${before.toString('base64')}'), await read('${now.toString('base64')}')];
    const sizes = [[a.width, a.height], [b.width, b.height]];
    if (String(sizes[0]) !== String(sizes[1])) return { sizes, share: 1 };
    let different = 0;
    for (let i = 0; i < a.data.length; i += 4) {
      let most = 0;
      for (let k = i; k < i + 3; k++) most = Math.max(most, Math.abs(a.data[k] - b.data[k]));
      if (most > ${CLEAR}) different++;
    }
    return { sizes, share: (4 * different) / a.data.length };
  })()`);
}

/** The same picture of at most 256 colours, which is a fraction of the bytes. Rare colours become the nearest of the others. */
export async function packed(page: Page, picture: Buffer): Promise<Buffer> {
  await page.evaluate(READ);
  const { width, height, palette, places } = await page.evaluate<Indexed>(`(async () => {
    const { width, height, data } = await read('${picture.toString('base64')}');
    const binOf = (i) => ((data[i] >> 3) << 10) | ((data[i + 1] >> 3) << 5) | (data[i + 2] >> 3);
    const bins = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const color = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
      let bin = bins.get(binOf(i));
      if (bin === undefined) bins.set(binOf(i), (bin = { count: 0, colors: new Map() }));
      bin.count++;
      bin.colors.set(color, (bin.colors.get(color) ?? 0) + 1);
    }
    // A bin is known by the colour that it has most of, so that grounds and words keep theirs.
    const usual = ({ colors }) => [...colors].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
    const ranked = [...bins].sort((a, b) => b[1].count - a[1].count);
    const palette = ranked.slice(0, 256).map(([, bin]) => usual(bin));
    const apart = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
    const nearest = (color) => palette.reduce((best, one, i) => (apart(one, color) < apart(palette[best], color) ? i : best), 0);
    const placeOf = new Map(ranked.map(([key, bin], i) => [key, i < 256 ? i : nearest(usual(bin))]));
    let places = '';
    for (let i = 0; i < data.length; i += 4) places += String.fromCharCode(placeOf.get(binOf(i)));
    return { width, height, palette, places: btoa(places) };
  })()`);
  return png(width, height, palette, Buffer.from(places, 'base64'));
}

/** A picture as places in a palette, row by row. */
interface Indexed {
  readonly width: number;
  readonly height: number;
  /** As 0xRRGGBB. */
  readonly palette: readonly number[];
  /** Base64 of a byte for each pixel. */
  readonly places: string;
}

const READ = `globalThis.read = async (file) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + file;
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}; undefined`;

/** A PNG of 8 bits a pixel (PNG specification, 3rd edition, sections 5 and 11). */
function png(width: number, height: number, palette: readonly number[], places: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // 8 bits, by palette
  const rows = Buffer.alloc((width + 1) * height); // each begins with the filter: none
  for (let y = 0; y < height; y++) places.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
