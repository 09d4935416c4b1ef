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

/** The first is ours. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9', '#666666'];
const WIDTH = 460;
const HEIGHT = 280;
const MARGIN = { left: 44, right: 92, top: 12, bottom: 34 };

/** Regret on a logarithmic axis over trials, with bands. */
export function regretChart(title: string, curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points }) => points);
  const most = Math.max(...all.map(({ trials }) => trials));
  const bottom = Math.floor(Math.log10(Math.min(...all.map(({ low }) => low))) + 1e-9);
  const top = Math.ceil(Math.log10(Math.max(...all.map(({ high }) => high))));
  const x = (trials: number): number => MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * trials) / most;
  const y = (regret: number): number =>
    MARGIN.top + ((HEIGHT - MARGIN.top - MARGIN.bottom) * (top - Math.log10(regret))) / Math.max(1, top - bottom);
  const decades = Array.from({ length: top - bottom + 1 }, (_, i) => Number(`1e${bottom + i}`));
  const ticks = [25, 50, 100, 150, 200].filter((trials) => trials <= most);
  const parts = [
    ...decades.map(
      (regret) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${px(y(regret))}" y2="${px(y(regret))}"/>${words(MARGIN.left - 6, y(regret) + 4, String(regret), 'end')}`,
    ),
    ...ticks.map((trials) => words(x(trials), HEIGHT - MARGIN.bottom + 16, String(trials), 'middle')),
    words((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 4, 'trials', 'middle'),
  ];
  curves.forEach(({ points }, i) => {
    const upper = points.map((point) => `${px(x(point.trials))},${px(y(point.high))}`);
    const lower = points.map((point) => `${px(x(point.trials))},${px(y(point.low))}`).toReversed();
    const line = points.map((point) => `${px(x(point.trials))},${px(y(point.value))}`);
    parts.push(
      `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colour(i)}" opacity="0.12"/>`,
      `<polyline points="${line.join(' ')}" fill="none" stroke="${colour(i)}" stroke-width="${i === 0 ? 2.5 : 1.5}"/>`,
    );
  });
  const ends = apart(curves.map(({ points }) => y(points.at(-1)!.value)));
  curves.forEach(({ label }, i) =>
    parts.push(words(WIDTH - MARGIN.right + 6, ends[i]! + 4, label, 'start', colour(i), i === 0)),
  );
  return picture(title, HEIGHT, parts);
}

/** Mean ranks with intervals, a block for each budget; further left is better. */
export function rankChart(title: string, budgets: readonly number[], rows: readonly RankRow[]): string {
  const line = 18;
  const block = line * rows.length + 26;
  const left = 110;
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
        `<line x1="${px(x(low))}" x2="${px(x(high))}" y1="${px(at)}" y2="${px(at)}" stroke="${colour(i)}" stroke-width="3"/>`,
        `<circle cx="${px(x(value))}" cy="${px(at)}" r="4" fill="${colour(i)}"><title>${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]</title></circle>`,
        words(left - 8, at + 4, label, 'end', colour(i), i === 0),
      );
    });
  });
  const height = budgets.length * block + 20;
  rows.forEach((_, i) => parts.push(words(x(i + 1), height - 6, String(i + 1), 'middle')));
  return picture(title, height, parts);
}

function picture(title: string, height: number, parts: readonly string[]): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">${parts.join('')}</svg></figure>`;
}

function words(x: number, y: number, text: string, anchor: string, fill?: string, bold = false): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${fill === undefined ? '' : ` style="fill:${fill}"`}${bold ? ' font-weight="600"' : ''}>${escaped(text)}</text>`;
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

const colour = (i: number): string => COLOURS[i % COLOURS.length]!;
const px = (x: number): string => x.toFixed(1);
