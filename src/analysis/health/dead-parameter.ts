import { type Choice, type Distribution, toExternal } from '../../space/distribution.ts';
import { quantile } from '../../math/statistics.ts';
import { type Evidence, type Knob, normalScores } from './evidence.ts';
import { type Finding, fine, found, type Look, unknown } from './finding.ts';
import { normalOfF, type Regression } from './regression.ts';
import { MOST_COLUMNS, type Term, Terms } from './terms.ts';
import { brief, choiceText, counted, percent } from './words.ts';

/** Results that this needs at least. */
const LEAST = 40;

/** An influence that is less than this many standard deviations above chance is none that could be told: 5 % of dead ones have more. */
const TOLD = 1.645;

/** Or it is told, but is less than this share of the variation: a model that does not quite fit finds as much in any parameter. */
const TINY = 0.001;
const CLEAR = 0.02;

/** What cannot be told from chance may seem to be so much. */
const SMALL = 0.02;

/** Trials for each column of a question: with fewer, least squares explain by chance. */
const PER_COLUMN = 2.5;

/** So much of the variation must be sure to be seen, were it there, before a parameter is called dead. */
const SEEN = 0.05;

/** What makes that sure: non-centrality at which less than 1 in 100 influences would have looked like chance. */
const SURE = 40;

/** Parameters that are looked at in pairs with others. */
const PARTNERS = 4;

/**
 * Parameters without influence.
 *
 * Each is asked, by least squares, what it adds to what the others explain: its own shape up to the fourth degree, and its products with
 * the parameters that matter most. Samplers make values crowd, and noise hides: so it is also computed what
 * influence would have been seen, were the parameter's values what they are, and only where that is at most 5 % of the variation
 * is silence taken for an answer. A parameter whose whole influence is smaller than that may be called dead.
 */
export function deadParameter(evidence: Evidence): Look {
  const rows = evidence.sample;
  if (rows.length < LEAST) return unknown(`${counted(rows.length, 'result')}: influence needs ${LEAST}.`);
  const named = evidence.knobs.filter(({ isNamed }) => isNamed);
  if (evidence.knobs.length < 2) return unknown('There are no two parameters to be compared.');
  const findings: Finding[] = [];
  let judged = 0;
  const whole = new Question(evidence, rows);
  for (const knob of named) {
    const active = rows.filter((row) => !Number.isNaN(knob.values[row]!));
    const question =
      active.length === rows.length ? whole : active.length < LEAST ? null : new Question(evidence, active);
    const answer = question?.ask(knob) ?? null;
    if (answer === null) continue;
    judged++;
    if (answer.above < TOLD ? answer.share < SMALL : answer.share < TINY && answer.visible < CLEAR)
      findings.push(findingOf(evidence, knob, active.length, answer));
  }
  if (findings.length > 0 && findings.length < evidence.knobs.length) return found(findings);
  return judged === 0
    ? unknown('An influence of 5 % would not be sure to be seen in so few results, or so noisy ones.')
    : fine(`${judged} of ${counted(named.length, 'parameter')} could be judged, and each has an influence.`);
}

/** What is known of one parameter's influence. */
interface Answer {
  /** Standard deviations above chance, in the objective that shows most. */
  readonly above: number;
  /** Its influence as it seems, as a share of the variation. */
  readonly share: number;
  /** The least influence, as a share of the variation, that would have been seen in every objective. */
  readonly visible: number;
}

/** Some rows, and what explains their results. */
class Question {
  readonly #terms: Terms;
  readonly #rows: number;
  /** By objective: of the ranks, and of the values themselves. */
  readonly #regressions: readonly (readonly Regression[])[];
  readonly #partners: readonly Term[];
  readonly #pairs = new Map<Term, Map<Term, readonly number[]>>();

  constructor(evidence: Evidence, rows: Int32Array) {
    this.#rows = rows.length;
    this.#terms = new Terms(evidence.knobs, rows);
    const { terms } = this.#terms;
    const results = evidence.history.objectives
      .map((_, i) => evidence.lossesOf(rows, i))
      .map((losses) => [normalScores(losses), clipped(losses)]);
    const columns = this.#terms.known().length;
    const isFeasible = columns <= MOST_COLUMNS && PER_COLUMN * columns <= rows.length;
    const first = isFeasible ? this.#terms.regression(results[0]![0]!) : null;
    const strength = (term: Term): number => normalOfF(first!.add(this.#terms.known(term), term.main));
    this.#partners = isFeasible
      ? terms
          .map((term) => ({ term, size: strength(term) }))
          .filter(({ term }) => term.main.length > 0)
          .sort((a, b) => b.size - a.size)
          .slice(0, partnersFor(terms, rows.length))
          .map(({ term }) => term)
      : [];
    for (const term of terms) this.#pairs.set(term, new Map());
    for (const partner of this.#partners)
      for (const term of terms) {
        if (term === partner || this.#pairs.get(term)!.has(partner)) continue;
        const places = this.#terms.pair(term, partner);
        this.#pairs.get(term)!.set(partner, places);
        this.#pairs.get(partner)!.set(term, places);
      }
    this.#regressions = isFeasible
      ? results.map((scales) => scales.map((result) => this.#terms.regression(result)))
      : [];
  }

  /** null where an influence would not be sure to be seen. */
  ask(knob: Knob): Answer | null {
    const term = this.#terms.terms.find((one) => one.knob === knob)!;
    if (this.#regressions.length === 0 || term.main.length === 0) return null;
    const partners = this.#partners.filter((partner) => partner !== term);
    const known = [
      ...this.#terms.known(term),
      ...partners.flatMap((one) => [
        ...one.finer,
        ...partners
          .filter((other) => partners.indexOf(other) < partners.indexOf(one))
          .flatMap((other) => this.#pairs.get(one)!.get(other)!),
      ]),
    ];
    const own = [...term.main, ...term.finer, ...partners.flatMap((partner) => this.#pairs.get(term)!.get(partner)!)];
    if (PER_COLUMN * (known.length + own.length) > this.#rows) return null;
    let answer: Answer = { above: Number.NEGATIVE_INFINITY, share: 0, visible: 0 };
    for (const scales of this.#regressions) {
      const [ranks, values] = scales.map((regression) => this.#answer(regression, term, known, own));
      if (!ranks || !values) return null;
      const clearest = ranks.visible < values.visible ? ranks : values;
      answer = {
        above: Math.max(answer.above, ranks.above, values.above),
        share: Math.max(answer.share, clearest.share),
        visible: Math.max(answer.visible, clearest.visible),
      };
    }
    return answer.visible <= SEEN ? answer : null;
  }

  #answer(regression: Regression, term: Term, known: readonly number[], own: readonly number[]): Answer | null {
    const added = regression.add(known, own);
    const variance = regression.total / this.#rows;
    if (added.residualFreedom < 10 || !(variance > 0)) return null;
    const noise = added.residual / added.residualFreedom;
    let [visible, share] = [0, 0];
    term.main.forEach((place, i) => {
      // Were values tried evenly, a column's factor² × its variance would be its share of the variation.
      const scale = term.uniform[i]! / variance;
      visible = Math.max(visible, (SURE * noise * scale) / added.own[i]!);
      const { slope, slopeError } = regression.add(
        [...known, ...term.main.filter((other) => other !== place)],
        [place],
      );
      share += Math.max(0, slope * slope - slopeError * slopeError) * scale;
    });
    const explained = (added.explained - added.freedom * noise) / regression.total;
    return { above: normalOfF(added), share: Math.max(share, explained), visible };
  }
}

/** With how many others parameters may be looked at in pairs. */
function partnersFor(terms: readonly Term[], rows: number): number {
  const columns = terms.reduce((sum, { main }) => sum + main.length, 0);
  let most = PARTNERS;
  while (most > 0 && PER_COLUMN * (columns + 2 + 3 * most + (most * (most - 1)) / 2) > rows) most--;
  return most;
}

/** The values, those of the worst tenth as good as the best of that. */
function clipped(losses: Float64Array): Float64Array {
  const most = quantile(losses, 0.9);
  return losses.map((loss) => Math.min(loss, most));
}

function findingOf(evidence: Evidence, knob: Knob, trials: number, { above, share, visible }: Answer): Finding {
  const { name, distribution, values } = knob;
  const rows = evidence.results.filter((row) => !Number.isNaN(values[row]!));
  const scores = evidence.scoresOf(rows);
  let best = 0;
  for (let i = 1; i < rows.length; i++) if (scores[i]! < scores[best]!) best = i;
  const value = rounded(distribution, values[rows[best]!]!);
  const others: readonly Choice[] =
    distribution.kind === 'categorical' ? distribution.choices.filter((_, i) => i !== value) : [];
  const shown = distribution.kind === 'categorical' ? choiceText(toExternal(distribution, value)) : brief(value);
  return {
    kind: 'deadParameter',
    severity: 'notice',
    parameter: name,
    evidence: { trials, share: Math.max(0, share), visibleShare: visible, standardDeviations: Math.max(-1e6, above) },
    words:
      above < TOLD
        ? `${name} had no influence that could be told from chance in ${counted(trials, 'trial')}, where ${percent(visible)} of the variation would have been seen.`
        : `${name} made ${percent(Math.max(0.001, share))} of the variation among ${counted(trials, 'trial')}.`,
    suggestion: {
      words: `Fix ${name} at ${shown}, as in the best trial: there is one parameter less to search.`,
      change:
        distribution.kind === 'categorical'
          ? { type: 'forbid', parameter: name, choices: others }
          : { type: 'range', parameter: name, low: value, high: value },
    },
  };
}

/** Three digits are enough for what does not matter. */
function rounded(distribution: Distribution, value: number): number {
  if (distribution.kind !== 'float' || distribution.step !== null) return value;
  const short = Number(value.toPrecision(3));
  return short >= distribution.low && short <= distribution.high ? short : value;
}
