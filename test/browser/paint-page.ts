// What test/browser/paint.test.ts runs in the page: pictures painted in two ways, and how far apart they are.
import { SQUARE } from '../../src/scene/forms.ts';
import { line, points } from '../../src/scene/layout.ts';
import { paint } from '../../src/scene/paint.ts';
import { paintHighlight } from '../../src/scene/highlight.ts';
import type { BarsMark, LineMark, Mark, PointsMark, Scene, Shape } from '../../src/scene/scene.ts';
import type { Surface } from '../../src/scene/surface.ts';
import { svg } from '../../src/scene/svg.ts';
import { DARK, LIGHT } from '../../src/scene/theme.ts';
import { stories } from '../scene/stories.ts';

interface Canvas {
  width: number;
  height: number;
  getContext(
    kind: '2d',
    options: { willReadFrequently: boolean },
  ): Surface & { drawImage(image: Image, x: number, y: number): void };
}
interface Image {
  src: string;
  decode(): Promise<void>;
}
declare const document: { createElement(name: 'canvas'): Canvas; createElement(name: 'img'): Image };

/** How far two pictures are apart. */
export interface Difference {
  /** Mean over all channels, 0 … 255. */
  readonly mean: number;
  /** Share of the pixels that differ by more than a fifth in a channel. */
  readonly off: number;
  /** Share of the pixels that are not background, so that nothing is not taken for equal. */
  readonly drawn: number;
}

const WIDTH = 800;
const HEIGHT = 600;

function canvas(width: number, height: number): ReturnType<Canvas['getContext']> {
  return Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', {
    willReadFrequently: true,
  });
}

const scene = (marks: readonly Mark[]): Scene => ({
  width: WIDTH,
  height: HEIGHT,
  background: '#ffffff',
  title: '',
  description: '',
  marks,
});

function pixelsOf(drawn: Scene, ratio: number): Uint8ClampedArray {
  const surface = canvas(drawn.width * ratio, drawn.height * ratio);
  paint(drawn, surface, { ratio });
  return surface.getImageData(0, 0, drawn.width * ratio, drawn.height * ratio).data;
}

function difference(a: Uint8ClampedArray, b: Uint8ClampedArray): Difference {
  let [sum, off, drawn] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 4) {
    let most = 0;
    for (let c = 0; c < 3; c++) {
      const own = Math.abs(a[i + c]! - b[i + c]!);
      sum += own;
      most = Math.max(most, own);
    }
    off += Number(most > 51);
    drawn += Number(a[i] !== a[0] || a[i + 1] !== a[1] || a[i + 2] !== a[2]);
  }
  const pixels = a.length / 4;
  return { mean: sum / 3 / pixels, off: off / pixels, drawn: drawn / pixels };
}

/** Numbers in [0, 1) that are the same everywhere. */
const drawnNumbers = (): (() => number) => {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};

/** Many points that do not touch, as one mark; against marks of few each. */
export function pointsApart(shape: Shape, ratio: number, edge: string | null): Difference {
  const next = drawnNumbers();
  const n = 40 * 40;
  const at = (i: number): readonly [number, number] => [
    10 + (i % 40) * 19.5 + 4 * next(),
    8 + Math.floor(i / 40) * 14.6 + 3 * next(),
  ];
  const places = Array.from({ length: n }, (_, i) => at(i));
  const some = (from: number, to: number): PointsMark =>
    points(
      places.slice(from, to).map(([x]) => x),
      places.slice(from, to).map(([, y]) => y),
      shape,
      '#0062a8',
      { edge, radius: 3, opacity: 0.8 },
    );
  const ground: Mark = {
    type: 'area',
    xs: Float32Array.of(0, WIDTH),
    tops: Float32Array.of(0, 0),
    bottoms: Float32Array.of(HEIGHT, HEIGHT),
    fill: '#e0c080',
    opacity: 1,
  };
  const many = pixelsOf(scene([ground, some(0, n)]), ratio);
  return difference(many, pixelsOf(scene([ground, some(0, n / 2), some(n / 2, n)]), ratio));
}

/** Many translucent lines of two colours that cross; against a mark for each. */
export function linesAcross(width: number, ratio: number): Difference {
  const next = drawnNumbers();
  const n = 250;
  const k = 7;
  const mark: LineMark = {
    ...line([], [], ''),
    xs: Float32Array.from({ length: n * k }, (_, i) => 20 + (i % k) * 126.3),
    ys: Float32Array.from({ length: n * k }, () => 10 + 580 * next()),
    starts: Uint32Array.from({ length: n }, (_, l) => l * k),
    palette: ['#0062a8', '#d87b00'],
    colors: Uint8Array.from({ length: n }, (_, l) => Number(l > n / 2)),
    opacity: 0.3,
    width,
  };
  const one = (l: number): LineMark => ({
    ...mark,
    xs: mark.xs.slice(l * k, l * k + k),
    ys: mark.ys.slice(l * k, l * k + k),
    starts: null,
    colors: null,
    palette: [mark.palette[mark.colors![l]!]!],
  });
  return difference(
    pixelsOf(scene([mark]), ratio),
    pixelsOf(scene(Array.from({ length: n }, (_, l) => one(l))), ratio),
  );
}

/** Many bars, some without width; against marks of few each. */
export function barsApart(ratio: number): Difference {
  const next = drawnNumbers();
  const n = 1600;
  const rows = Array.from({ length: n }, (_, i) => [
    5 + (i % 40) * 19.7 + next(),
    5 + Math.floor(i / 40) * 14.3 + next(),
    i % 9 === 0 ? 0 : 14 * next(),
    9 * next(),
  ]);
  const some = (from: number, to: number): BarsMark => {
    const column = (c: number): Float32Array => Float32Array.from(rows.slice(from, to), (row) => row[c]!);
    const place = { xs: column(0), ys: column(1), widths: column(2), heights: column(3) };
    return { type: 'bars', ...place, palette: ['#991f4e'], colors: null, opacity: 0.7, trials: null };
  };
  return difference(pixelsOf(scene([some(0, n)]), ratio), pixelsOf(scene([some(0, n / 2), some(n / 2, n)]), ratio));
}

/** The names of the stories. */
export const storyNames = (): readonly string[] => Object.keys(stories({}));

/** A story on a canvas against its SVG, without texts: fonts differ. */
export async function storyAgainstSvg(name: string, isDark: boolean): Promise<Difference> {
  const whole = stories({ theme: isDark ? DARK : LIGHT })[name]!();
  const plain = (marks: readonly Mark[]): readonly Mark[] =>
    marks.flatMap((mark): readonly Mark[] =>
      mark.type === 'text' ? [] : mark.type === 'clip' ? [{ ...mark, marks: plain(mark.marks) }] : [mark],
    );
  const told = { ...whole, marks: plain(whole.marks) };
  const image = document.createElement('img');
  image.src = `data:image/svg+xml,${encodeURIComponent(svg(told))}`;
  await image.decode();
  const surface = canvas(told.width, told.height);
  surface.drawImage(image, 0, 0);
  return difference(pixelsOf(told, 1), surface.getImageData(0, 0, told.width, told.height).data);
}

/** Three of many points, or lines, highlighted: what was drawn, and pixels of one that is selected, of another, and of nothing. */
export function highlighted(): { readonly told: unknown; readonly pixels: readonly (readonly number[])[] } {
  const n = 2000;
  const mark = points(
    Array.from({ length: n }, (_, i) => 10 + (i % 50) * 15),
    Array.from({ length: n }, (_, i) => 10 + Math.floor(i / 50) * 14),
    'circle',
    '#0062a8',
    { trials: Int32Array.from({ length: n }, (_, i) => i) },
  );
  const isSelected = new Uint8Array(100);
  isSelected.set([1, 1, 1], 10);
  const clip: Mark = { type: 'clip', x: 0, y: 0, width: 400, height: 300, marks: [mark] };
  const surface = canvas(WIDTH, HEIGHT);
  const told = paintHighlight(scene([clip]), isSelected, surface, {});
  const at = (x: number, y: number): readonly number[] => [...surface.getImageData(x, y, 1, 1).data];
  return { told, pixels: [at(10 + 10 * 15, 10), at(10 + 9 * 15, 10), at(700, 500)] };
}

/** 2 ** 17 squares at one place, of two colours, highlighted: a pixel that each of them covers by half. */
export function heaped(): readonly number[] {
  const n = 131_072;
  const mark = points(new Float32Array(n).fill(50), new Float32Array(n).fill(50), 'square', '', {
    palette: ['#d87b00', '#0062a8'],
    colors: new Uint8Array(n).map((_, i) => Number(i >= n / 2)),
    radius: 2.5 / SQUARE,
    trials: Int32Array.from({ length: n }, (_, i) => i),
  });
  const surface = canvas(WIDTH, HEIGHT);
  paintHighlight(scene([mark]), new Uint8Array(n).fill(1), surface, { veil: 0 });
  return [...surface.getImageData(47, 50, 1, 1).data];
}
