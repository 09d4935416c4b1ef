// Pictures of the report page, as SVG text: no script, colours that colour-blind readers tell apart, labels beside the marks.
import type { Estimate } from './statistics.ts';

/** One optimiser's curve: geometric mean regret after so many trials, with its interval. */
export interface Curve {
  readonly label: string;
  readonly points: readonly (Estimate & { readonly trials: number })[];
}

/** One optimiser's mean ranks, a number for each budget. */
export interface RankRow {
  readonly label: string;
  readonly ranks: readonly Estimate[];
}

/** By optimiser, the first is ours: on white paper, and on black. */
const COLOURS = [
  ['#0072b2', '#56b4e9'],
  ['#d55e00', '#ff9248'],
  ['#00805c', '#2fc49a'],
  ['#b0508a', '#e8a3cb'],
  ['#5f666d', '#b4bbc2'],
  ['#8a6d00', '#dcc24a'],
] as const;
const WIDTH = 460;
const HEIGHT = 290;
const MARGIN = { left: 50, top: 26, bottom: 34 };
/** Longer labels are cut; the whole one is shown under the pointer. */
const MOST_LETTERS = 22;
/** Width of a letter, bold and in a wide typeface. */
const LETTER = 7.6;

/** Rules that give each optimiser its colour: classes `c0`, `c1` … */
export const COLOUR_STYLE = ((): string => {
  const rules = (side: 0 | 1): string => COLOURS.map((pair, i) => `.c${i} { color: ${pair[side]} }`).join(' ');
  return `${rules(0)} @media (prefers-color-scheme: dark) { ${rules(1)} }`;
})();

/** Regret on a logarithmic axis over trials, with bands. */
export function regretChart(title: string, curves: readonly Curve[]): string {
  const right = WIDTH - roomFor(curves) - 6;
  const all = curves.flatMap(({ points }) => points);
  const most = Math.max(...all.map(({ trials }) => trials));
  const bottom = Math.floor(Math.log10(Math.min(...all.map(({ low }) => low))) + 1e-9);
  const top = Math.ceil(Math.log10(Math.max(...all.map(({ high }) => high))));
  const x = (trials: number): number => MARGIN.left + ((right - MARGIN.left) * trials) / most;
  const y = (regret: number): number =>
    MARGIN.top + ((HEIGHT - MARGIN.top - MARGIN.bottom) * (top - Math.log10(regret))) / Math.max(1, top - bottom);
  const decades = Array.from({ length: top - bottom + 1 }, (_, i) => Number(`1e${bottom + i}`));
  const ticks = [25, 50, 100, 150, 200].filter((trials) => trials <= most);
  const parts = [
    ...decades.map(
      (regret) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${px(y(regret))}" y2="${px(y(regret))}"/>${words(MARGIN.left - 6, y(regret) + 4, String(regret), 'end')}`,
    ),
    ...ticks.map((trials) => words(x(trials), HEIGHT - MARGIN.bottom + 16, String(trials), 'middle')),
    words((MARGIN.left + right) / 2, HEIGHT - 4, 'trials', 'middle'),
    words(0, 12, 'regret', 'start'),
  ];
  curves.forEach(({ points }, i) => {
    const upper = points.map((point) => `${px(x(point.trials))},${px(y(point.high))}`);
    const lower = points.map((point) => `${px(x(point.trials))},${px(y(point.low))}`).toReversed();
    const line = points.map((point) => `${px(x(point.trials))},${px(y(point.value))}`);
    parts.push(
      `<polygon class="${colour(i)}" points="${[...upper, ...lower].join(' ')}" fill="currentColor" opacity="0.12"/>`,
      `<polyline class="${colour(i)}" points="${line.join(' ')}" fill="none" stroke="currentColor" stroke-width="${i === 0 ? 2.5 : 1.5}"/>`,
    );
  });
  const ends = apart(curves.map(({ points }) => y(points.at(-1)!.value)));
  curves.forEach(({ label }, i) => parts.push(words(right + 6, ends[i]! + 4, label, 'start', colour(i), i === 0)));
  return picture(title, HEIGHT, parts);
}

/** Mean ranks with intervals, a block for each budget; further left is better. */
export function rankChart(title: string, budgets: readonly number[], rows: readonly RankRow[]): string {
  const line = 18;
  const block = line * rows.length + 26;
  const left = roomFor(rows) + 12;
  const x = (rank: number): number => left + ((WIDTH - left - 16) * (rank - 1)) / Math.max(1, rows.length - 1);
  const parts: string[] = [];
  budgets.forEach((budget, b) => {
    const head = b * block + 14;
    parts.push(words(4, head, `${budget} trials`, 'start', undefined, true));
    rows.forEach(({ label, ranks }, i) => {
      const { value, low, high } = ranks[b]!;
      const at = head + line * (i + 1);
      parts.push(
        `<line class="grid" x1="${left}" x2="${WIDTH - 16}" y1="${px(at)}" y2="${px(at)}"/>`,
        `<line x1="${px(x(low))}" x2="${px(x(high))}" y1="${px(at)}" y2="${px(at)}" class="${colour(i)}" stroke="currentColor" stroke-width="3"/>`,
        `<circle cx="${px(x(value))}" cy="${px(at)}" r="4" class="${colour(i)}" fill="currentColor"><title>${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]</title></circle>`,
        words(left - 8, at + 4, label, 'end', colour(i), i === 0),
      );
    });
  });
  const height = budgets.length * block + 38;
  rows.forEach((_, i) => parts.push(words(x(i + 1), height - 22, String(i + 1), 'middle')));
  parts.push(words((left + WIDTH - 16) / 2, height - 4, 'mean rank', 'middle'));
  return picture(title, height, parts);
}

function picture(title: string, height: number, parts: readonly string[]): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">${parts.join('')}</svg></figure>`;
}

function words(x: number, y: number, text: string, anchor: string, colourClass?: string, bold = false): string {
  const shown = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
  const whole = shown === text ? '' : `<title>${escaped(text)}</title>`;
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${colourClass === undefined ? '' : ` class="${colourClass}"`}${bold ? ' font-weight="600"' : ''}>${escaped(shown)}${whole}</text>`;
}

/** Width of the longest label. */
function roomFor(labelled: readonly { readonly label: string }[]): number {
  return LETTER * Math.max(...labelled.map(({ label }) => Math.min(MOST_LETTERS, label.length)));
}

/** Moves labels so that none lies on another, in their order from top to bottom. */
function apart(at: readonly number[], least = 13): number[] {
  const order = at.map((_, i) => i).sort((a, b) => at[a]! - at[b]!);
  const moved = [...at];
  let previous = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    moved[i] = Math.max(at[i]!, previous + least);
    previous = moved[i]!;
  }
  const over = Math.max(0, previous - (HEIGHT - MARGIN.bottom));
  return moved.map((y) => y - over);
}

/** Text that means nothing to HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const colour = (i: number): string => `c${i % COLOURS.length}`;
const px = (x: number): string => x.toFixed(1);
