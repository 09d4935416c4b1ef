import type { Share } from '../../analysis/importance/band.ts';
import type { Importance } from '../../analysis/importance/answer.ts';
import { type Box, laidOutScene, type LegendItem, line, type Look, SMALL, text } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { boxAt, gridOf, panel } from '../panel.ts';
import type { Scale } from '../scale.ts';
import type { BarsMark, Mark, Scene } from '../scene.ts';
import { fitted, textWidth } from '../text-width.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Parameters, and pairs of them, that are drawn at most. */
const MOST_PARAMS = 24;
const MOST_PAIRS = 8;
/** A pair that does less than this together is not worth a row. */
const LEAST_PAIR = 0.005;
/** Pixels of a row. */
const ROW = 22;

/** One bar of one panel. */
interface Row {
  readonly share: Share;
  /** With all that it does together with others; null = that is not told apart. */
  readonly total: Share | null;
  readonly isPair: boolean;
}

/**
 * Draws how much each parameter matters, as bars with their intervals: a panel an objective, parameters in the order of the first one.
 *
 * @param answers of one method, one an objective; at least one
 */
export function importanceScene(answers: readonly Importance[], look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const [first] = answers;
  const names = namesOf(answers);
  const grid = gridOf(Math.max(1, answers.length), (look.width ?? 720) - 24, 230, 3);
  const rows = answers.map(rowsOf);
  const isLeft = (first?.params.length ?? 0) > MOST_PARAMS;
  const all = rows.flatMap((own) => [...own.values()]);
  const most = all.reduce((high, { share, total }) => Math.max(high, share.high, total?.high ?? 0), 0.05);
  const height = names.length * ROW + 46;
  return laidOutScene(look, {
    title: `What matters${(first?.objective ?? null) === null ? '' : ` for ${answers.map(goalOf).join(', ')}`}`,
    says: [
      first === undefined ? 'Nothing was asked for.' : sentence(first),
      'The truth lies within an interval with a chance of about 80 %.',
      isLeft ? `Of ${first!.params.length} parameters the first ${MOST_PARAMS} are drawn.` : '',
      ...answers.flatMap((own) => ownSentences(own, answers.length > 1)),
    ].filter((words) => words !== ''),
    warnings: warningsOf(answers),
    legend: legendOf(all, theme),
    height: grid.rows * height + (grid.rows - 1) * 14,
    rows: grid.rows,
    empty: names.length === 0 ? 'Nothing can be told of what matters.' : null,
    draw: (box) =>
      answers.flatMap((own, i) =>
        panel(
          boxAt(box, grid, i),
          {
            ...(answers.length > 1 ? { title: goalOf(own) } : {}),
            x: {
              domain: { kind: 'linear', low: 0, high: Math.min(119, 120 * most) },
              label: 'share, percent, with 80 % intervals',
            },
            y: { domain: { kind: 'category', names }, label: '' },
            isFromTop: true,
            draw: (x, y, plot) => names.flatMap((name, row) => rowMarks(rows[i]!.get(name), row, x, y, plot, theme)),
          },
          theme,
        ),
      ),
  });
}

const goalOf = ({ objective }: Importance): string => objective ?? 'all together';

/** The names of all rows: parameters by the first answer, then those that only others have, then pairs. */
function namesOf(answers: readonly Importance[]): readonly string[] {
  const params = answers.flatMap((own) => own.params.slice(0, MOST_PARAMS).map(({ name }) => name || '""'));
  const pairs = answers.flatMap((own) => [...rowsOf(own)].filter(([, { isPair }]) => isPair).map(([name]) => name));
  return [...new Set([...[...new Set(params)].slice(0, MOST_PARAMS), ...[...new Set(pairs)].slice(0, MOST_PAIRS)])];
}

function rowsOf({ params, pairs }: Importance): ReadonlyMap<string, Row> {
  const told = (pairs ?? []).filter(({ value }) => value >= LEAST_PAIR).slice(0, MOST_PAIRS);
  return new Map<string, Row>([
    ...params.map((own) => [own.name || '""', { share: own, total: own.total, isPair: false }] as const),
    ...told.map((own) => [own.names.join(' × '), { share: own, total: null, isPair: true }] as const),
  ]);
}

/** What these shares are of, and of how many trials. */
function sentence({ method, trials, objective }: Importance): string {
  const what =
    method === 'ped-anova'
      ? `what tells the ${objective === null ? 'trials nearest the front' : 'best tenth'} from all`
      : 'the variance of results';
  return `Shares of ${what} (${method}, ${counted(trials, 'trial')}).`;
}

function ownSentences({ params, explained, objective }: Importance, isNamed: boolean): readonly string[] {
  const [best] = params;
  if (best === undefined) return [];
  const goal = isNamed ? `${objective ?? 'All together'}: ` : '';
  const model = explained === null ? '' : ` The model explains ${percent(explained)} of the results.`;
  return [`${goal}most does ${best.name}, ${percent(best.value)}.${model}`];
}

const percent = (share: number): string =>
  share > 0 && share < 0.01 ? '<1 %' : share < 1 && share > 0.99 ? '>99 %' : `${numberText(Math.round(100 * share))} %`;

/** Each warning once, with the objectives that it is about where it is not about all. */
function warningsOf(answers: readonly Importance[]): readonly string[] {
  const told = new Map<string, string[]>();
  for (const own of answers)
    if (own.warning !== null) told.set(own.warning, [...(told.get(own.warning) ?? []), goalOf(own)]);
  return [...told].map(([warning, goals]) =>
    goals.length === answers.length ? warning : `${goals.join(', ')}: ${warning}`,
  );
}

function legendOf(rows: readonly Row[], theme: Theme): readonly LegendItem[] {
  const isTotal = rows.some(({ total }) => total !== null);
  const isPair = rows.some((row) => row.isPair);
  if (!isTotal && !isPair) return [];
  return [
    { text: 'alone', color: theme.outcomes.feasible, sign: 'square' },
    ...(isTotal ? [{ text: 'with others', color: theme.outcomes.feasible, sign: 'area' } as const] : []),
    ...(isPair ? [{ text: 'two together', color: theme.categories[1]!, sign: 'square' } as const] : []),
  ];
}

/** A bar with its interval, and its number where there is room. */
function rowMarks(row: Row | undefined, place: number, x: Scale, y: Scale, plot: Box, theme: Theme): readonly Mark[] {
  if (row === undefined) return [];
  const { share, total, isPair } = row;
  const at = y.place(place);
  const thick = Math.max(2, Math.min(12, y.slot * 0.6));
  const color = isPair ? theme.categories[1]! : theme.outcomes.feasible;
  const bar = (value: number, opacity: number): BarsMark => ({
    type: 'bars',
    xs: Float32Array.of(x.place(0)),
    ys: Float32Array.of(at - thick / 2),
    widths: Float32Array.of(x.place(100 * value) - x.place(0)),
    heights: Float32Array.of(thick),
    palette: [color],
    colors: null,
    opacity,
    trials: null,
  });
  const [low, high] = [x.place(100 * share.low), x.place(100 * share.high)];
  const cap = Math.min(4, thick / 2);
  const words = fitted(percent(share.value), SMALL, 60);
  const start = Math.max(high, x.place(100 * Math.max(share.value, total?.value ?? 0))) + 6;
  const isRoom = y.slot >= SMALL + 4 && start + textWidth(words.text, SMALL) <= plot.x + plot.width + 4;
  return [
    ...(total === null ? [] : [bar(total.value, 0.3)]),
    bar(share.value, 1),
    line([low, high], [at, at], theme.text, { width: 1.5 }),
    line([low, low, Number.NaN, high, high], [at - cap, at + cap, Number.NaN, at - cap, at + cap], theme.text, {
      width: 1.5,
    }),
    ...(isRoom ? [text({ x: start, y: at + 4 }, words, { fill: theme.muted })] : []),
  ];
}
