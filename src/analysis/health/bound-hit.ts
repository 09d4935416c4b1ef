import { cardinality, type Distribution } from '../../space/distribution.ts';
import { toUnit } from '../../space/encode.ts';
import type { Evidence, Knob } from './evidence.ts';
import { type Finding, fine, found, type Look, unknown } from './finding.ts';
import { MOST_COLUMNS, Terms } from './terms.ts';
import { type Range, widerRange } from './wider-range.ts';
import { brief, counted, percent } from './words.ts';

/** Results that this needs at least. */
const LEAST = 30;

/** The best so many of the results are looked at, from 5 to 100. */
const BEST = 0.1;

/** What lies within this share of the range is at its end. */
const ZONE = 0.25;

/** So many of the best lie there. */
const CROWD = 0.6;

/** The results get better up to the very end, by so many standard errors; where the fit is right, less than one parameter in a million does by chance. */
const SURE = 5;

/** How far from the end results are compared: in its half of the range, and once more close to it, where a line and a bow fit better. */
const HALF = 0.5;
const CLOSE = 0.2;

/**
 * Ranges that cut the best values off.
 *
 * Samplers crowd where results are good, so that a crowd at an end says little: an optimum that lies near it draws one, too, and so may
 * a parameter without influence. Beside the crowd of the best, results must still become better at the very end: the
 * slope there of a least-squares fit (a line and a bow of each parameter, and the time) to the results in this half of the range.
 */
export function boundHit(evidence: Evidence): Look {
  const rows = evidence.sample;
  if (rows.length < LEAST) return unknown(`${counted(rows.length, 'result')}: ranges need ${LEAST}.`);
  const scores = evidence.scoresOf(rows);
  const values = evidence.valuesOf(rows);
  const order = Array.from(rows.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const best = order.slice(0, Math.min(100, Math.max(5, Math.ceil(BEST * rows.length)))).map((i) => rows[i]!);
  const knobs = evidence.knobs.filter(isJudged);
  if (knobs.length === 0) return unknown('No number has a range to be judged.');
  const findings: Finding[] = [];
  for (const knob of knobs)
    for (const end of ['low', 'high'] as const) {
      const wider = widerRange(knob.distribution as Range, end);
      const crowd = crowdOf(knob, best, end);
      if (wider === null || crowd === null) continue;
      let sureness = 0;
      for (const scale of [scores, values]) {
        const [half, close] = [HALF, CLOSE].map((reach) => slopeAt(evidence, knob, rows, scale, end, reach));
        if (!half) continue;
        // Close to the end a valley that bends away shows, where enough trials lie there.
        const bendsAway = !!close && (close.slope < 0 || close.slope + 2 * close.error < half.slope / 2);
        if (!bendsAway)
          sureness = Math.max(sureness, half.error > 0 ? half.slope / half.error : half.slope > 0 ? 1e6 : 0);
      }
      if (sureness >= SURE) findings.push(findingOf(knob, end, wider, { share: crowd, best: best.length, sureness }));
    }
  return findings.length > 0
    ? found(findings)
    : fine(`The best ${best.length} trials lie within the ranges of ${counted(knobs.length, 'number')}.`);
}

const isJudged = ({ isNamed, distribution }: Knob): boolean =>
  isNamed && distribution.kind !== 'categorical' && cardinality(distribution) >= 3;

/** The share of the best that lie at an end; null where they do not crowd there, the very best included. What begins at zero mostly ends there. */
function crowdOf({ distribution, values }: Knob, best: readonly number[], end: 'low' | 'high'): number | null {
  if (end === 'low' && (distribution as Range).low === 0) return null;
  const zone = Math.max(ZONE, 1 / cardinality(distribution));
  let [near, active] = [0, 0];
  let isBestNear = false;
  best.forEach((row, i) => {
    if (Number.isNaN(values[row]!)) return;
    active++;
    if (depth(distribution, values[row]!, end) > zone) return;
    near++;
    isBestNear ||= i === 0;
  });
  return isBestNear && active >= 5 && near >= CROWD * active ? near / active : null;
}

const depth = (distribution: Distribution, value: number, end: 'low' | 'high'): number => {
  const unit = toUnit(distribution, value);
  return end === 'low' ? unit : 1 - unit;
};

/** How fast results become worse from an end on, and its standard error; null where too few trials lie there. */
function slopeAt(
  evidence: Evidence,
  knob: Knob,
  rows: Int32Array,
  scores: Float64Array,
  end: 'low' | 'high',
  reach: number,
): { readonly slope: number; readonly error: number } | null {
  const places = Array.from(rows.keys()).filter((i) => depth(knob.distribution, knob.values[rows[i]!]!, end) <= reach);
  const near = Int32Array.from(places, (i) => rows[i]!);
  const terms = new Terms(
    evidence.knobs.filter((other) => other !== knob),
    near,
  );
  terms.note(Float64Array.from(near, (row) => Math.log(1 + row)));
  const depths = Float64Array.from(near, (row) => depth(knob.distribution, knob.values[row]!, end));
  const known = terms.known();
  const bow = terms.place(depths.map((x) => x * x));
  const line = terms.place(depths);
  if (near.length < known.length + 12 || known.length > MOST_COLUMNS) return null;
  const { slope, slopeError, residualFreedom } = terms
    .regression(Float64Array.from(places, (i) => scores[i]!))
    .add([...known, bow], [line]);
  return residualFreedom < 20 || Number.isNaN(slopeError) ? null : { slope, error: slopeError };
}

function findingOf(
  { name, distribution }: Knob,
  end: 'low' | 'high',
  { low, high }: { readonly low: number; readonly high: number },
  seen: { readonly share: number; readonly best: number; readonly sureness: number },
): Finding {
  const range = distribution as Range;
  const { share, best, sureness } = seen;
  // Shares end at 1, and counts begin there.
  const isNatural =
    range.kind === 'float' ? end === 'high' && range.high === 1 && range.low >= 0 : end === 'low' && range.low === 1;
  return {
    kind: 'boundHit',
    severity: isNatural ? 'notice' : 'warning',
    parameter: name,
    evidence: { share, best, bound: range[end], standardErrors: Math.min(sureness, 1e6) },
    words: `${percent(share)} of the best ${best} trials have ${name} in the ${end === 'low' ? 'lower' : 'upper'} quarter of its range, and results become better up to its end, ${brief(range[end])}.`,
    suggestion: {
      words: `Widen ${name} to [${brief(low)}, ${brief(high)}]${isNatural ? `, if ${end === 'high' ? 'more' : 'less'} than 1 has a meaning` : ''}.`,
      change: { type: 'range', parameter: name, low, high },
    },
  };
}
