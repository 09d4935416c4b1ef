import type { Problem } from '../../history/problem.ts';
import type { Json } from '../../history/record.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { logExpectedImprovement } from '../../math/special.ts';
import * as feasible from '../../space/feasible.ts';
import { withFixed } from '../../space/moves.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { meant } from '../../space/sticks.ts';
import { Evidence } from '../evidence.ts';
import type { Proposal } from '../sampler.ts';
import { isNew, startPoint } from '../startup.ts';
import type { Choice } from '../transfer/winners.ts';
import { logBelief } from './belief.ts';
import { Cases } from './cases.ts';
import { Features } from './features.ts';
import { constraintOutputs, crashOutput, objectiveOutputs, type Modelled, type Output } from './outputs.ts';
import { branchText, reasonOf } from './reason.ts';
import { type FitNote, Regression } from './regression.ts';
import { deservesRetry } from './retry.ts';
import { Scorer } from './scorer.ts';
import { type Effort, keeps, search } from './search.ts';
import { effortAt, type Settings } from './settings.ts';
import { type Target, targetOf } from './target.ts';
import { Transferred } from './transferred.ts';

/** Every so many trials one looks into another case of a branch than that of the best. */
const LOOK_AWAY = 7;

/** Every so many trials one goes on with another case that may yet overtake. */
const RISING = 2;

/** What is told of a configuration that failed once. */
const RETRIED = ' It failed once; that looks like an accident.';

/** What is asked for: trials that start together, and how hard to look. */
interface Ask {
  readonly trials: readonly number[];
  /** Fits made for the first of them, by output: the others rest on the same results. */
  readonly fits: Map<string, FitNote>;
  readonly effort: Effort;
}

/** The models over a declared space. */
export class Joint {
  readonly #problem: Problem;
  readonly #space: SearchSpace;
  readonly #settings: Settings;
  readonly #features: Features;
  readonly #evidence: Evidence;
  readonly #cases: Cases;
  readonly #belief: ((values: Float64Array) => number) | null;
  readonly #transferred: Transferred | null;
  readonly #regressions = new Map<string, Regression>();
  #history: HistoryView | null = null;
  /** By output: the newest fit that a trial's notes hold, and that trial. */
  readonly #fits = new Map<string, { readonly row: number; readonly note: FitNote }>();

  constructor(problem: Problem, space: SearchSpace, chosen: Settings) {
    this.#problem = problem;
    this.#space = space;
    this.#settings = chosen;
    this.#features = new Features(space);
    this.#evidence = new Evidence(space, problem.objectives.length);
    this.#cases = new Cases(space);
    this.#belief = logBelief(space);
    this.#transferred = problem.transfer === undefined ? null : new Transferred(problem, this.#features, chosen);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#evidence.observe(history, delta);
    if (delta.reset) this.#fits.clear();
    const rows = delta.reset ? everythingIn(history).rows : delta.rows;
    for (const row of rows) {
      const fits = history.notes(row)?.['fits'] as Readonly<Record<string, FitNote>> | undefined;
      if (fits === undefined) continue;
      for (const key of Object.keys(fits)) {
        const known = this.#fits.get(key);
        if (known === undefined || known.row <= row) this.#fits.set(key, { row, note: fits[key]! });
      }
    }
  }

  /** Columns of a point. */
  get columns(): number {
    return this.#features.layout.columns;
  }

  propose(trials: readonly number[], random: Random, effort = this.#settings.effort): readonly Proposal[] {
    const mine: Float64Array[] = [];
    const ask: Ask = { trials, effort, fits: new Map() };
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const { values, notes, again } = this.#choose(trial, ask, mine, stream);
      mine.push(values);
      return { params: namedValues(this.#space, values), notes, ...(again ? { again } : {}) };
    });
  }

  #choose(trial: number, ask: Ask, mine: readonly Float64Array[], stream: Random): Choice {
    const winner = this.#transferred?.next(this.#history, mine) ?? null;
    if (winner !== null) return winner;
    const objectives = objectiveOutputs(this.#evidence, this.#features, this.#settings.warps);
    const startup = this.#transferred?.startup(this.#history) ?? this.#settings.startup;
    if (this.#evidence.finished < startup || objectives[0]!.results < 2) return this.#start(trial, mine, stream);
    const neglected = this.#cases.neglected(this.#evidence, mine, stream);
    if (neglected !== null) {
      const start = this.#start(trial, mine, stream, neglected);
      if (keeps(start.values, neglected) && this.#isNew(start.values, mine)) return start;
    } // else the case is forbidden, or used up
    return this.#model(trial, ask, mine, objectives, stream);
  }

  /** A point of the start-up design, in a case that was tried too little where there is one. */
  #start(
    trial: number,
    mine: readonly Float64Array[],
    stream: Random,
    fixed: Float64Array | null = this.#cases.neglected(this.#evidence, mine, stream),
  ): Choice {
    let values = startPoint(this.#space, trial, this.#problem.seed, firstDirections(), stream, this.#history, feasible);
    if (fixed !== null) {
      const there = feasible.repair(this.#space, withFixed(this.#space, values, fixed, stream), stream);
      if (there !== null && keeps(there, fixed) && this.#isNew(there, mine)) values = there;
    }
    const where = fixed !== null && keeps(values, fixed) ? ` into ${branchText(this.#space, fixed)}` : '';
    return { values, notes: { why: `A first look${where}: points spread evenly over the space.` } };
  }

  #model(
    trial: number,
    ask: Ask,
    mine: readonly Float64Array[],
    objectives: readonly Output[],
    stream: Random,
  ): Choice {
    const evidence = this.#evidence;
    const crash = crashOutput(evidence, this.#features);
    const outputs = [...objectives, ...constraintOutputs(evidence, this.#features), ...(crash === null ? [] : [crash])];
    const open = [...evidence.pending].filter((row) => !ask.trials.includes(row)).sort((a, b) => a - b);
    const awaited = [...open.map((row) => evidence.at(row)), ...mine];
    const fits: Record<string, Json> = {};
    const models = outputs.map((output) => this.#modelled(output, awaited, ask.fits, fits));
    const aim = (fixed: Float64Array | null): Target =>
      targetOf(models, objectives.length, evidence, this.#features, stream, { trial, open: awaited, fixed });
    const failures = models.find(({ output }) => output === crash);
    const mayRetry = (values: Float64Array): boolean =>
      this.#isNewTo(mine, values) &&
      deservesRetry(meant(this.#space, values), failures, evidence, this.#history!, this.#features);
    const effort = effortAt(ask.effort, objectives[0]!.results);
    const found = (target: Target, fixed: Float64Array | null): Choice | null => {
      const scorer = new Scorer(
        this.#features,
        models.map(({ process }) => process),
        target.criterion,
        this.#weighedBelief(objectives[0]!.results),
      );
      const best = search(
        {
          space: this.#space,
          scorer,
          centres: target.centres.slice(0, this.#settings.centres).map((row) => evidence.at(row)),
          fixed,
          isNew: (values) => this.#isNew(values, mine) || mayRetry(values),
        },
        effort,
        stream,
      );
      if (best === null) return null;
      const again = !this.#isNew(best.values, mine);
      const why = this.#reason(best.values, target, models, fixed) + (again ? RETRIED : '');
      return { values: best.values, notes: { why, ...(Object.keys(fits).length > 0 ? { fits } : {}) }, again };
    };
    const target = aim(null);
    const away = this.#away(trial, evidence.at(target.centres[0]!), mine, stream);
    return (
      (away === null ? null : found(aim(away), away)) ?? // null: that case is forbidden, or used up
      found(target, null) ??
      this.#start(trial, mine, stream, null)
    );
  }

  /** The case of a branch to look into instead of following the best configuration; null = none. */
  #away(trial: number, best: Float64Array, mine: readonly Float64Array[], stream: Random): Float64Array | null {
    if (this.#cases.nodes.length === 0) return null;
    if (trial % LOOK_AWAY === LOOK_AWAY - 1) return this.#cases.other(best, this.#evidence, mine, stream);
    const mayRise = trial % RISING === 0 && this.#problem.objectives.length === 1;
    return mayRise ? this.#cases.rising(best, this.#evidence) : null;
  }

  #isNew(values: Float64Array, mine: readonly Float64Array[]): boolean {
    return this.#isNewTo(mine, values) && isNew(this.#space, values, this.#history);
  }

  #isNewTo(mine: readonly Float64Array[], values: Float64Array): boolean {
    const key = meant(this.#space, values).join();
    return mine.every((other) => meant(this.#space, other).join() !== key);
  }

  #reason(
    values: Float64Array,
    { centres, incumbent, seeks }: Target,
    models: readonly Modelled[],
    fixed: Float64Array | null,
  ): string {
    const { process, output, form } = models[0]!;
    const point = new Float64Array(this.#features.layout.columns);
    const mean = new Float64Array(1);
    const sd = new Float64Array(1);
    this.#features.write(point, 0, values);
    process.predict(mean, sd, point, 1);
    const best = centres[0]!;
    const logGain = Math.log(sd[0]!) + logExpectedImprovement((incumbent - mean[0]!) / sd[0]!);
    return reasonOf({
      results: output.results,
      best,
      mean: mean[0]!,
      sd: sd[0]!,
      incumbent,
      seeks,
      gain:
        models.length === 1 && seeks === 'gain'
          ? Math.exp(logGain - form.logSlopes[output.rows.indexOf(best)]!)
          : Number.NaN,
      branch: fixed === null ? null : branchText(this.#space, fixed),
    });
  }

  /** A model of an output; a fit that was due is added to those of the ask, and to those that the trial's notes will hold. */
  #modelled(
    output: Output,
    awaited: readonly Float64Array[],
    shared: Map<string, FitNote>,
    fits: Record<string, Json>,
  ): Modelled {
    const { key, rows } = output;
    const { columns } = this.#features.layout;
    const points = new Float64Array((rows.length + awaited.length) * columns);
    rows.forEach((row, i) => this.#features.write(points, i, this.#evidence.at(row)));
    awaited.forEach((values, i) => this.#features.write(points, rows.length + i, values));
    const mean = this.#transferred?.mean(output, points) ?? null;
    const fitted = mean === null ? key : `${key} after earlier studies`;
    let regression = this.#regressions.get(fitted);
    if (regression === undefined) this.#regressions.set(fitted, (regression = new Regression(this.#features.layout)));
    const { process, note, isFresh } = regression.at(
      points,
      rows.length + awaited.length,
      mean === null ? output : mean.rest(output),
      shared.get(fitted) ?? this.#fits.get(fitted)?.note ?? null,
      this.#settings,
      this.#transferred?.prior(key),
    );
    if (isFresh) {
      shared.set(fitted, note);
      fits[fitted] = note as unknown as Json;
    }
    const form = output.warps.find(({ name }) => name === note.warp) ?? output.warps[0]!;
    return { output, process: mean === null ? process : mean.under(process, form.targets), form };
  }

  /** The user's belief counts less the more is known. */
  #weighedBelief(known: number): ((values: Float64Array) => number) | null {
    const belief = this.#belief;
    if (belief === null) return null;
    const weight = Math.exp(-known / (2 * Math.max(1, this.#features.layout.groups)));
    return (values) => weight * belief(values);
  }
}
