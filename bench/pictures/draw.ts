import { type Frame, framed, line, picture, text } from './svg.ts';
import type { ForecastRecord, Recorded, SavingRecord, StoppingRecord } from './recorded.ts';

/** The pictures of docs/explain/spending.md as SVG, by file name. */
export function pictures(recorded: Recorded): Readonly<Record<string, string>> {
  return {
    'spending-stopping.svg': stopping(recorded.stopping),
    'spending-forecast.svg': forecasts(recorded.forecasts),
    'spending-saving.svg': saving(recorded.saving),
  };
}

/** Width by which a legend shows a band. */
const BAND = 10;

/** Learning curves: the winner, those that came to their end, those that were ended, and what would have become of these. */
function stopping({ epochs, trials }: StoppingRecord): string {
  const finals = trials.map(({ values, seen }) => (seen === epochs ? (values.at(-1) ?? null) : null));
  const best = Math.min(...finals.filter((final) => final !== null));
  const winner = finals.indexOf(best);
  const frame = framed(
    { from: 0, to: epochs },
    { from: 0.08, to: 3.5, isLog: true },
    'epochs',
    'validation loss (cross-entropy)',
    236,
  );
  const points = (values: readonly (number | null)[], first = 1) =>
    values.flatMap((value, i) => (value === null ? [] : [[first + i, value] as const]));
  const stopped = trials.filter(({ why }) => why !== null);
  const parts = [
    ...stopped.map(({ values, seen }) => line(frame, points(values.slice(seen - 1), seen), 'grey', 1, 'lost')),
    ...stopped.flatMap(({ values, seen }) => [
      line(frame, points(values.slice(0, seen)), 'orange', 1.2),
      dot(frame, seen, values[seen - 1] ?? null, 'orange'),
    ]),
    ...trials.map(({ values, why }, i) =>
      why === null && i !== winner ? line(frame, points(values), 'blue', 1.2) : '',
    ),
    line(frame, points(trials[winner]!.values), 'blue', 3),
  ];
  const trained = trials.reduce((sum, { seen }) => sum + seen, 0);
  return picture(
    `Learning curves of ${trials.length} trials, of which ${stopped.length} were stopped`,
    frame,
    [
      ...parts,
      ...legend(frame.right + 12, frame.top + 14, [
        ['blue', 3, `the winner, ${best.toFixed(3)}`],
        ['blue', 1.2, `${trials.length - stopped.length - 1} others that ran to their end`],
        ['orange', 1.2, `${stopped.length} that were stopped`],
        ['grey', 1, 'the same, had they run on'],
      ]),
    ],
    `${trained} epochs instead of ${trials.length * epochs}`,
  );
}

/** The best value so far, and the bands in which it was foretold to be. */
function forecasts({ best, forecasts: made }: ForecastRecord): string {
  const accuracy = (value: number): number => -value;
  const shown = best.slice(4).map(accuracy);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const ends = made.flatMap(({ after, outlooks }) =>
    outlooks.map((outlook) => accuracy(best[after - 1]!) + outlook.high),
  );
  const frame = framed(
    { from: 0, to: best.length },
    { from: low, to: Math.max(...ends, high) },
    'trials',
    'best validation accuracy, %',
  );
  const parts = made.flatMap(({ after, outlooks }) => {
    const now = accuracy(best[after - 1]!);
    const start = [after, now] as const;
    const upper = outlooks.map((outlook) => [after + outlook.ahead, now + outlook.high] as const);
    const lower = outlooks.map((outlook) => [after + outlook.ahead, now + outlook.low] as const);
    const expected = outlooks.map((outlook) => [after + outlook.ahead, now + outlook.gain] as const);
    return [
      line(frame, [start, ...upper, ...lower.toReversed()], 'orange', 0, 'band'),
      line(frame, [start, ...expected], 'orange', 1.5, 'dashed'),
      dot(frame, after, now, 'orange'),
    ];
  });
  const steps = best.flatMap((value, i) => {
    const before = best[i - 1];
    return before === undefined
      ? []
      : ([
          [i + 1, accuracy(before)],
          [i + 1, accuracy(value)],
        ] as const);
  });
  return picture(
    'The best value of a search, and the bands in which it was foretold',
    frame,
    [
      ...parts,
      line(frame, steps, 'blue', 2.5),
      ...legend(frame.right - 300, frame.bottom - 60, [
        ['blue', 2.5, 'what came'],
        ['orange', 1.5, 'expected, from each dot on'],
        ['orange', BAND, 'the band that holds it in 80 of 100 cases'],
      ]),
    ],
    null,
  );
}

/** Regret by training spent, on a logarithmic axis. */
function saving({ budgets, lines }: SavingRecord): string {
  const least = Math.min(...lines.flatMap(({ regrets }) => regrets));
  const frame = framed(
    { from: 0, to: budgets.at(-1)! },
    { from: [0.1, 0.03, 0.01, 0.003].find((tick) => tick <= least) ?? 0.001, to: 1, isLog: true },
    'training spent, in full runs',
    'regret: 1 is a middling configuration, 0 the best one',
    150,
  );
  const colours = ['grey', 'orange', 'blue'] as const;
  return picture(
    'Regret by training spent, with and without stopping',
    frame,
    lines.flatMap(({ label, regrets }, i) => [
      line(
        frame,
        regrets.map((regret, at) => [budgets[at]!, regret] as const),
        colours[i]!,
        i === 2 ? 3 : 1.8,
      ),
      text(frame.right + 8, frame.y(regrets.at(-1)!) + 4, label, 'start', colours[i]),
    ]),
    null,
  );
}

function dot(frame: Frame, x: number, y: number | null, colour: string): string {
  if (y === null || !frame.holds(y)) return '';
  return `<circle class="${colour}" cx="${frame.x(x).toFixed(1)}" cy="${frame.y(y).toFixed(1)}" r="3" fill="currentColor"/>`;
}

/** Lines and what they mean, below each other from a place on. */
function legend(
  x: number,
  top: number,
  entries: readonly (readonly [colour: string, width: number, words: string])[],
): string[] {
  return entries.flatMap(([colour, width, words], i) => {
    const y = top + 22 * i;
    const faint = width === BAND ? ' opacity="0.22"' : '';
    return [
      `<line class="${colour}" x1="${x}" x2="${x + 26}" y1="${y}" y2="${y}" stroke="currentColor" stroke-width="${width}"${faint}/>`,
      text(x + 34, y + 4, words, 'start'),
    ];
  });
}
