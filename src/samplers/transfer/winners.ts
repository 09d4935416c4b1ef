import type { EarlierStudy } from '../../history/problem.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import { dominates } from '../../math/pareto.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import type { Proposal } from '../sampler.ts';
import { portfolio, type Winner } from './portfolio.ts';

/** Results of this study's own by which the winners of earlier ones are judged. */
const JUDGES = 2;

/** A configuration to try, and why. */
export interface Choice {
  /** Values by node, NaN = inactive. */
  readonly values: Float64Array;
  readonly notes: NonNullable<Proposal['notes']>;
  /** See `Proposal`. */
  readonly again?: boolean;
}

/**
 * The best of earlier studies, tried one after the other as long as they deserve it.
 *
 * One is tried at once. Then this study takes two looks of its own; a winner that does worse than one of them has disappointed,
 * and no other one of its study is tried. So a study that misleads costs one trial.
 */
export class Winners {
  readonly #space: SearchSpace;
  readonly #objectives: number;
  readonly #winners: readonly Winner[];

  constructor(space: SearchSpace, studies: readonly EarlierStudy[], objectives: number) {
    this.#space = space;
    this.#objectives = objectives;
    this.#winners = portfolio(space, studies, objectives);
  }

  /**
   * The next one to try; null where none is left, or the first ones have not been judged yet.
   *
   * @param mine configurations that are proposed together with it
   */
  next(history: HistoryView | null, mine: readonly Float64Array[]): Choice | null {
    const rows = this.#rows(history);
    const proposed = new Set(mine.map((values) => values.join()));
    const isLeft = this.#winners.map(({ values }, w) => rows[w] === null && !proposed.has(values.join()));
    const hasBegun = isLeft.includes(false);
    if (hasBegun && judgesOf(history, rows, this.#objectives).length < JUDGES) return null;
    const poor = new Set(this.#disappointing(history, rows).map((w) => this.#winners[w]!.study));
    const next = this.#winners.find(({ study }, w) => isLeft[w] && !poor.has(study));
    if (next === undefined) return null;
    return { values: next.values, notes: { why: `Among the best of study "${next.study}".` } };
  }

  /** How many have disappointed: trials that do not count as this study's first looks. */
  disappointed(history: HistoryView | null): number {
    return this.#disappointing(history, this.#rows(history)).length;
  }

  /** Has one of them done as well as this study's first looks? */
  haveProved(history: HistoryView | null): boolean {
    const rows = this.#rows(history);
    if (judgesOf(history, rows, this.#objectives).length < JUDGES) return false;
    const poor = this.#disappointing(history, rows);
    return rows.some((row, w) => row !== null && !poor.includes(w) && hasResult(history!, row, this.#objectives));
  }

  /** The trial of each; null = not tried. */
  #rows(history: HistoryView | null): readonly (number | null)[] {
    return this.#winners.map(({ values }) => history?.find(namedValues(this.#space, values)) ?? null);
  }

  #disappointing(history: HistoryView | null, rows: readonly (number | null)[]): readonly number[] {
    if (history === null) return [];
    const judges = judgesOf(history, rows, this.#objectives);
    return rows.flatMap((row, w) => {
      if (row === null || history.open.includes(row)) return [];
      const isPoor =
        !hasResult(history, row, this.#objectives) ||
        judges.some((judge) => isBetter(history, judge, row, this.#objectives));
      return isPoor ? [w] : [];
    });
  }
}

/** The first trials with a result that are no winners. */
function judgesOf(
  history: HistoryView | null,
  winners: readonly (number | null)[],
  objectives: number,
): readonly number[] {
  const judges: number[] = [];
  for (let row = 0; history !== null && row < history.size && judges.length < JUDGES; row++)
    if (!winners.includes(row) && hasResult(history, row, objectives)) judges.push(row);
  return judges;
}

function hasResult({ states, losses }: HistoryView, row: number, objectives: number): boolean {
  if (states[row] !== STATE_CODE.complete) return false;
  return losses.subarray(row * objectives, (row + 1) * objectives).every((loss) => !Number.isNaN(loss));
}

/** Is a better than b in every respect: nearer to what is allowed, or as near and dominating? */
function isBetter({ violations, losses }: HistoryView, a: number, b: number, objectives: number): boolean {
  if (violations[a] !== violations[b]) return violations[a]! < violations[b]!;
  return dominates(losses, a * objectives, b * objectives, objectives);
}
