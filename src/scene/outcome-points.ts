import { OUTCOME_CODE, type Outcome, OUTCOMES } from '../analysis/charts/outcome.ts';
import type { Objective } from '../history/record.ts';
import { type LegendItem, points } from './layout.ts';
import { numberText } from './number-text.ts';
import { domainOfValues, placesAlong, scaleOf, shownReach } from './scale.ts';
import type { Color, Mark } from './scene.ts';
import { OUTCOME_SHAPES, type Theme } from './theme.ts';

/** Trials as points, or bars, or curves: one entry a trial. */
export interface TrialPoints {
  readonly trials: Int32Array;
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  /** Codes of `OUTCOMES`. */
  readonly outcomes: Uint8Array;
}

/** What is drawn first, so that what matters lies on top. */
const ORDER = [
  'waiting',
  'repeated',
  'failed',
  'infeasible',
  'pruned',
  'paused',
  'running',
  'confirming',
  'feasible',
] as const;

/** Points in the form and colour of what became of their trials. */
export function outcomePoints({ trials, xs, ys, outcomes }: TrialPoints, theme: Theme, radius = 3): readonly Mark[] {
  return ORDER.flatMap((outcome): Mark[] => {
    const wanted = OUTCOMES.indexOf(outcome);
    const own = placesOf(outcomes, (code) => code === wanted);
    if (own.length === 0) return [];
    const shape = OUTCOME_SHAPES[outcome];
    return [
      points(pick(xs, own), pick(ys, own), shape, theme.outcomes[outcome], {
        ...pointLook(own.length, radius, shape === 'ring' || shape === 'cross' ? null : theme.background),
        trials: Int32Array.from(own, (i) => trials[i]!),
      }),
    ];
  });
}

/** Points beyond which none is seen for others. */
const CROWD = 12_000;

/** How points of one mark are drawn: as they are to be, or in a crowd small and translucent, so that its thickness is seen. */
export const pointLook = (count: number, radius: number, edge: Color | null = null) =>
  count > CROWD ? { radius: radius / 2, opacity: 0.5, edge: null } : { radius, opacity: 1, edge };

/** Lines beyond which none is seen for others. */
const THICKET = 1500;

/** How opaque lines are that lie on each other: of more than a thicket each one less, though never too faint to be seen alone. */
export const lineOpacity = (count: number, opacity: number): number =>
  count > THICKET ? Math.max(0.1, opacity * Math.sqrt(THICKET / count)) : opacity;

/** What an outcome is called beside others: where nothing is infeasible, complete trials are just that. @param outcomes codes of all */
export const outcomeName = (outcome: Outcome, outcomes: Uint8Array): string =>
  outcome === 'feasible' && !outcomes.includes(OUTCOME_CODE.infeasible) ? 'complete' : outcome;

/** The legend of the outcomes that there are, with their numbers. */
export function outcomeLegend(outcomes: Uint8Array, theme: Theme): readonly LegendItem[] {
  const counts = new Uint32Array(OUTCOMES.length);
  for (const code of outcomes) counts[code]!++;
  return OUTCOMES.flatMap((outcome, code) =>
    counts[code] === 0
      ? []
      : [
          {
            text: `${outcomeName(outcome, outcomes)} (${numberText(counts[code]!)})`,
            color: theme.outcomes[outcome],
            sign: OUTCOME_SHAPES[outcome],
          },
        ],
  );
}

/** How many trials became what, as a part of a sentence: `20 complete, 4 pruned`. */
export function outcomeCounts(outcomes: Uint8Array): string {
  const counts = new Uint32Array(OUTCOMES.length);
  for (const code of outcomes) counts[code]!++;
  return OUTCOMES.flatMap((outcome, code) =>
    counts[code] === 0 ? [] : [`${numberText(counts[code]!)} ${outcomeName(outcome, outcomes)}`],
  ).join(', ');
}

/** The places of the codes that are wanted. */
export function placesOf(codes: Uint8Array, isWanted: (code: number, i: number) => boolean): Uint32Array {
  const found = new Uint32Array(codes.length);
  let count = 0;
  for (let i = 0; i < codes.length; i++) if (isWanted(codes[i]!, i)) found[count++] = i;
  return found.slice(0, count);
}

/** Some entries of a list. */
export function pick(list: ArrayLike<number>, places: Uint32Array): Float32Array {
  const picked = new Float32Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = list[places[i]!]!;
  return picked;
}

/** An objective as a label: its name, and which way is better. */
export const objectiveLabel = ({ name, direction }: Objective): string =>
  `${name} (${direction === 'maximize' ? 'higher' : 'lower'} is better)`;

/** The same of what several studies share; null = they have different objectives, and the axis says only that each is one. */
export const sharedLabel = (objective: Objective | null): string =>
  objective === null ? 'value of each objective' : objectiveLabel(objective);

/** Values as steps of a ramp: the better, the stronger; in the middle where all are the same. */
export function strengths(values: ArrayLike<number>, objective: Objective, steps: number): Uint8Array {
  const found = new Uint8Array(values.length);
  // What is NaN becomes 0, as bytes have it.
  heights(values, objective, steps).forEach((at, i) => (found[i] = Math.min(steps - 1, Math.floor(at))));
  return found;
}

/** Where values lie along a ramp, 0 … steps, the better the higher; NaN where there is none. */
export function heights(values: ArrayLike<number>, objective: Objective, steps: number): Float32Array {
  const ends = objective.direction === 'maximize' ? [0, steps] : [steps, 0];
  return placesAlong(scaleOf(bare(values), ends[0]!, ends[1]!), values);
}

/** The domain of values without room at its ends. */
function bare(values: ArrayLike<number>) {
  const domain = domainOfValues(values);
  const ends = shownReach(values);
  return domain.kind === 'category' || Number.isNaN(ends.low) ? domain : { ...domain, ...ends };
}

/** The ends of values as texts, the weaker first. */
export function endTexts(values: ArrayLike<number>, { direction }: Objective): readonly [string, string] {
  const ends = shownReach(values);
  const [low, high] = [numberText(ends.low), numberText(ends.high)];
  return direction === 'maximize' ? [low, high] : [high, low];
}

/** Values that stay until the next one, as points of a staircase. */
export function staircase(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  end: number,
): { xs: Float64Array; ys: Float64Array } {
  const n = xs.length;
  const stair = { xs: new Float64Array(2 * n), ys: new Float64Array(2 * n) };
  for (let i = 0; i < n; i++) {
    stair.xs[2 * i] = xs[i]!;
    stair.xs[2 * i + 1] = xs[i + 1] ?? end;
    stair.ys[2 * i] = stair.ys[2 * i + 1] = ys[i]!;
  }
  return stair;
}

/** Where a value stands among others of a slot: spread evenly by trial, so that equal settings are told apart. */
export const jitter = (trial: number, slot: number): number => (((trial * 0.618_033_988_75) % 1) - 0.5) * 0.6 * slot;
