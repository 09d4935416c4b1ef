import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import * as feasible from '../../space/feasible.ts';
import { withFixed } from '../../space/moves.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { branchText } from '../branch-text.ts';
import { Evidence, STANDING } from '../evidence.ts';
import { FIRST_LOOK } from '../first-look.ts';
import type { Proposal } from '../sampler.ts';
import { isNew } from '../is-new.ts';
import { startPoint } from '../startup.ts';
import type { Choice } from '../transfer/winners.ts';
import { Untried } from '../untried.ts';
import { logBelief } from './belief.ts';
import { Cases } from './cases.ts';
import { Costs } from './costs.ts';
import { Features } from '../../space/features.ts';
import { aim, differs, find, type Look, type Turn } from './look.ts';
import { isLevel, objectiveOutputs, type Output } from './outputs.ts';
import { Promises } from './promises.ts';
import type { FitNote } from './regression.ts';
import { keeps } from './search.ts';
import type { Settings } from './settings.ts';
import { Surrogates } from './surrogates.ts';
import { Transferred } from './transferred.ts';
import { Warnings } from './warnings.ts';

/** Every so many trials one looks into another case of a branch than that of the best. */
const LOOK_AWAY = 7;

/** Every so many trials one goes on with another case that may yet overtake. */
const RISING = 2;

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
  readonly #surrogates: Surrogates;
  readonly #costs: Costs | null;
  readonly #promises = new Promises();
  readonly #warnings = new Warnings();
  readonly #untried: Untried | null;
  #history: HistoryView | null = null;

  constructor(problem: Problem, space: SearchSpace, chosen: Settings) {
    this.#problem = problem;
    this.#space = space;
    this.#settings = chosen;
    this.#features = new Features(space);
    this.#evidence = new Evidence(space, problem.objectives.length);
    this.#cases = new Cases(space);
    this.#belief = logBelief(space);
    this.#transferred = problem.transfer === undefined ? null : new Transferred(problem, this.#features, chosen);
    this.#costs = chosen.costAware ? Costs.of(problem) : null;
    this.#untried = Untried.of(space, feasible.satisfies);
    this.#surrogates = new Surrogates(this.#features, this.#evidence, chosen, this.#transferred);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#evidence.observe(history, delta);
    this.#surrogates.observe(history, delta);
    this.#promises.observe(history, delta);
    this.#costs?.observe(history);
    this.#warnings.observe(history, delta);
    this.#untried?.observe(history, delta);
  }

  /** Columns of a point. */
  get columns(): number {
    return this.#features.layout.columns;
  }

  /** Does it matter what trials cost? It is modelled then. */
  get isThrifty(): boolean {
    return this.#costs?.matter ?? false;
  }

  propose(trials: readonly number[], random: Random, effort = this.#settings.effort): readonly Proposal[] {
    const objectives = objectiveOutputs(this.#evidence, this.#features, this.#settings.warps);
    const open = this.#awaited(trials, objectives).map((row) => this.#evidence.at(row));
    const mine: Float64Array[] = [];
    const fits = new Map<string, FitNote>();
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const turn: Turn = { trial, mine, awaited: [...open, ...mine], fits, effort, stream };
      const { values, notes, again } = this.#choose(turn, objectives);
      mine.push(values);
      const params = namedValues(this.#space, values);
      const odd = mine.length > 1 ? null : this.#warnings.next(this.#evidence);
      const told = odd === null ? { notes } : { notes: { ...notes, warned: odd.warned }, warning: odd.warning };
      return { params, ...told, ...(again ? { again } : {}) };
    });
  }

  /** Other trials on their way of which the models know nothing yet, ascending. */
  #awaited(trials: readonly number[], objectives: readonly Output[]): readonly number[] {
    const known = new Set([...trials, ...objectives[0]!.rows]);
    return this.#evidence.rows(STANDING.pending, STANDING.underway).filter((row) => !known.has(row));
  }

  /** A winner of an earlier study, a point of the start-up design, a case that was tried too little, or what the models say. */
  #choose(turn: Turn, objectives: readonly Output[]): Choice {
    const winner = this.#transferred?.next(this.#history, turn.mine) ?? null;
    if (winner !== null) return winner;
    const neglected = this.#cases.neglected(this.#evidence, turn.mine, turn.stream);
    if (this.#isStartup(objectives) || this.#looksAround(turn, objectives)) return this.#start(turn, neglected);
    return this.#firstLook(turn, neglected) ?? this.#model(turn, objectives);
  }

  /** Is too little known for a model? */
  #isStartup(objectives: readonly Output[]): boolean {
    const startup = this.#transferred?.startup(this.#history) ?? this.#settings.startup;
    return this.#evidence.finished < startup || objectives[0]!.results < 2;
  }

  /**
   * Is a first look due beside the models? On a plateau a model of a few results makes much of a hair; another trial that is cut short costs
   * little. Source: a share of random proposals, as in Falkner et al. 2018, "BOHB".
   */
  #looksAround({ trial }: Turn, objectives: readonly Output[]): boolean {
    if (trial % 2 === 0 || this.#transferred !== null || this.#evidence.finished >= this.#settings.looks) return false;
    return this.#evidence.rows(STANDING.partial).length > 0 && objectives.some(isLevel);
  }

  /** A point of the start-up design, in the case of a branch that is fixed where that can be. */
  #start(turn: Turn, fixed: Float64Array | null): Choice {
    const { trial, stream } = turn;
    let values = startPoint(this.#space, trial, this.#problem.seed, firstDirections(), stream, this.#history, feasible);
    if (fixed !== null) {
      const there = feasible.repair(this.#space, withFixed(this.#space, values, fixed, stream), stream);
      if (there !== null && keeps(there, fixed) && this.#isNew(there, turn)) values = there;
    }
    const where = fixed !== null && keeps(values, fixed) ? ` into ${branchText(this.#space, fixed)}` : '';
    return { values, notes: { why: FIRST_LOOK.replace(':', `${where}:`) } };
  }

  /** A new point of the start-up design in a neglected case; null where there is none: the case is forbidden, or used up. */
  #firstLook(turn: Turn, neglected: Float64Array | null): Choice | null {
    if (neglected === null) return null;
    const start = this.#start(turn, neglected);
    return keeps(start.values, neglected) && this.#isNew(start.values, turn) ? start : null;
  }

  /** What the models say: of another case of a branch when it is time for that, or else anywhere. */
  #model(turn: Turn, objectives: readonly Output[]): Choice {
    const { rows, results } = objectives[0]!;
    const cost = this.#costs?.output(rows, results, turn.awaited.length) ?? null;
    const look: Look = {
      turn,
      features: this.#features,
      evidence: this.#evidence,
      history: this.#history!, // it told the results that the models rest on
      settings: this.#settings,
      untried: this.#untried,
      belief: this.#belief,
      kept: this.#promises.kept(this.#evidence),
      ...this.#surrogates.of(objectives, turn.awaited, turn.fits, cost),
    };
    const target = aim(look, null);
    const away = this.#away(turn, this.#evidence.at(target.centres[0]!));
    return (
      (away === null ? null : find(look, aim(look, away), away)) ?? find(look, target, null) ?? this.#start(turn, null)
    );
  }

  /** The case of a branch to look into instead of following the best configuration; null = none. */
  #away({ trial, mine, stream }: Turn, best: Float64Array): Float64Array | null {
    if (this.#cases.nodes.length === 0) return null;
    if (trial % LOOK_AWAY === LOOK_AWAY - 1) return this.#cases.other(best, this.#evidence, mine, stream);
    const mayRise = trial % RISING === 0 && this.#problem.objectives.length === 1;
    return mayRise ? this.#cases.rising(best, this.#evidence) : null;
  }

  #isNew(values: Float64Array, { mine }: Turn): boolean {
    return differs(this.#space, values, mine) && isNew(this.#space, values, this.#history);
  }
}
