import type { Fidelity, JudgeBy, Spending } from '../../history/problem.ts';
import type { Direction, Json, Objective } from '../../history/record.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import type { Duplicates } from '../propose.ts';
import type { ObjectiveOptions } from '../study.ts';
import type { Objectives } from '../trial.ts';

/** The name and options of a sampler or pruner, as stored. */
export interface Named {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>> | null;
}

/** How a study searches, as stored with it (`vernier:setup`): what `replay` needs, and what is compared when it is opened again. */
export interface Setup {
  readonly seed: number;
  readonly sampler: Named;
  readonly pruner: Named | null;
  readonly judgeBy: JudgeBy;
  readonly fidelity: Fidelity | null;
  readonly duplicates: Duplicates;
  readonly budget: number | null;
  /** undefined: no limit of time or cost was known when the search began. */
  readonly spending?: Spending | undefined;
  /** Was a space declared? It is stored beside, where the storage lasts. */
  readonly declared: boolean;
  /** What runs, in words; null = a function in this process. */
  readonly program: string | null;
}

/** Study system attribute: the setup. */
export const SETUP = 'vernier:setup';
/** Study system attribute: what tells the study from others of the same name. */
export const ID = 'vernier:id';
/** Study system attribute: the declared space, in the form of a file. */
export const SPACE = 'vernier:space';
/** What earlier studies gave, where the study was made with `transfer`. */
export const TRANSFER = 'vernier:transfer';
/** Earlier setups and spaces of a study whose owner accepted a change, or that was steered: a list of `{ until, setup, space, steered? }`. */
export const EARLIER = 'vernier:earlier';

/** A sampler's or pruner's stored name and options. */
export const named = (part: Sampler | Pruner): Named => ({ name: part.name, options: part.options ?? null });

/** Objectives in order, from either form of the option. @throws `config-invalid` for none, an empty or a whole-number name, an unknown direction. */
export async function objectivesOf(options: ObjectiveOptions<Objectives>): Promise<readonly Objective[]> {
  const given: Readonly<Record<string, Direction>> = options.objectives ?? { value: options.direction ?? 'minimize' };
  const objectives = Object.keys(given).map((name): Objective => ({ name, direction: given[name]! }));
  if (objectives.length === 0 || objectives.some(isOdd)) throw (await import('./misfit.ts')).oddObjectives(given);
  return objectives;
}

const isOdd = ({ name, direction }: Objective): boolean => /^\d*$/.test(name) || !/^m(in|ax)imize$/.test(direction);

/** What tells a study from others of the same name; empty for one that Optuna made and nobody has opened here yet. */
export function idOf(record: StudyRecord): string {
  const id = record.systemAttributes[ID];
  return typeof id === 'string' ? id : '';
}
