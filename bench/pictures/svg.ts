/** A stretch of an axis. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly isLog?: boolean;
}

/** Where a plot lies in its picture, and where numbers lie in the plot. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
  /** Does a value lie on the vertical axis? */
  holds(value: number): boolean;
  /** Axes with their ticks and names. */
  readonly axes: readonly string[];
}

const WIDTH = 720;
const HEIGHT = 400;

/** On white paper, and on black; colour-blind readers tell them apart. */
const COLOURS = {
  ink: ['#24292f', '#d8dee9'],
  paper: ['#ffffff', '#1f2430'],
  grid: ['#e4e7eb', '#353c4a'],
  blue: ['#0072b2', '#56b4e9'],
  orange: ['#d55e00', '#ff9248'],
  grey: ['#8a929a', '#8b94a3'],
} as const;

const STYLE = ((): string => {
  const rules = (side: 0 | 1): string =>
    Object.entries(COLOURS)
      .map(([name, pair]) => `.${name} { color: ${pair[side]} }`)
      .join(' ');
  return `text { font: 13px system-ui, sans-serif; fill: currentColor } ${rules(0)} @media (prefers-color-scheme: dark) { ${rules(1)} }`;
})();

/** @param room  kept free for labels at the right */
export function framed(across: Axis, up: Axis, xName: string, yName: string, room = 0): Frame {
  const [left, right, top, bottom] = [64, WIDTH - 20 - room, 34, HEIGHT - 48];
  const x = (value: number): number => left + (right - left) * shareOf(across, value);
  const y = (value: number): number => bottom - (bottom - top) * shareOf(up, value);
  const axes = [
    ...ticksOf(up).map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${px(y(tick))}" y2="${px(y(tick))}" stroke="currentColor"/>${text(left - 8, y(tick) + 4, String(tick), 'end')}`,
    ),
    ...ticksOf(across).map((tick) => text(x(tick), bottom + 20, String(tick), 'middle')),
    `<line class="ink" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="currentColor"/>`,
    text((left + right) / 2, HEIGHT - 8, xName, 'middle'),
    text(8, 20, yName, 'start'),
  ];
  return { left, right, top, bottom, x, y, holds: (value) => value >= up.from && value <= up.to, axes };
}

/** A whole picture. @param note  a sentence at the upper right; null = none */
export function picture(title: string, frame: Frame, parts: readonly string[], note: string | null): string {
  const { left, right, top, bottom } = frame;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<clipPath id="plot"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8" fill="currentColor"/>
${[...frame.axes, ...parts.filter((part) => part !== ''), ...(note === null ? [] : [text(WIDTH - 12, 20, note, 'end')])].join('\n')}
</svg>
`;
}

/** A line through points, or what it encloses: `band`; cut off at the edge of the plot. */
export function line(
  frame: Frame,
  points: readonly (readonly [x: number, y: number])[],
  colour: string,
  width: number,
  kind: 'plain' | 'lost' | 'dashed' | 'band' = 'plain',
): string {
  const at = points.map(([x, y]) => `${px(frame.x(x))},${px(frame.y(y))}`).join(' ');
  if (kind === 'band')
    return `<polygon class="${colour}" points="${at}" fill="currentColor" opacity="0.22" clip-path="url(#plot)"/>`;
  const style = { plain: '', lost: ' opacity="0.45"', dashed: ' stroke-dasharray="5 4"' }[kind];
  return `<polyline class="${colour}" points="${at}" fill="none" stroke="currentColor" stroke-width="${width}" stroke-linejoin="round" clip-path="url(#plot)"${style}/>`;
}

/** Words; in the colour of a line, or in ink. */
export function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', colour = 'ink'): string {
  return `<text class="${colour}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function shareOf({ from, to, isLog = false }: Axis, value: number): number {
  return isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

/** Round numbers on an axis: about five, or the powers of ten and their thirds. */
function ticksOf({ from, to, isLog = false }: Axis): number[] {
  if (isLog) {
    const all = [-4, -3, -2, -1, 0].flatMap((power) => [Number(`1e${power}`), Number(`3e${power}`)]);
    return all.filter((tick) => tick >= from && tick <= to);
  }
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= 0.7 * rough)!;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(10)),
  );
}

const px = (at: number): string => at.toFixed(1);

const escaped = (words: string): string => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
