import { VernierError } from '../errors.ts';
import type { Fidelity, JudgeBy } from '../history/problem.ts';
import type { Direction, Json, Objective } from '../history/record.ts';
import type { Pruner } from '../pruners/pruner.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { describe, sameDistribution } from '../space/distribution.ts';
import { isComposite, type ParamGroup, type SearchSpace } from '../space/space.ts';
import type { StudyRecord } from '../storage/storage.ts';
import type { Duplicates } from './propose.ts';
import type { ObjectiveOptions } from './study.ts';
import type { Objectives } from './trial.ts';

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
/** Earlier setups and spaces of a study whose owner accepted a change: a list of `{ until, setup, space }`. */
export const EARLIER = 'vernier:earlier';

/** A sampler's or pruner's stored name and options. */
export const named = (part: Sampler | Pruner): Named => ({ name: part.name, options: part.options ?? null });

/** Objectives in order, from either form of the option. @throws `config-invalid` for none, an empty or a whole-number name, an unknown direction. */
export function objectivesOf(options: ObjectiveOptions<Objectives>): readonly Objective[] {
  const given: Readonly<Record<string, Direction>> = options.objectives ?? { value: options.direction ?? 'minimize' };
  const objectives = Object.keys(given).map((name): Objective => ({ name, direction: given[name]! }));
  const wrong = (message: string, hint: string): VernierError => new VernierError('config-invalid', message, { hint });
  if (objectives.length === 0)
    throw wrong('A study has no objective.', "Give one, such as objectives: { loss: 'minimize' }.");
  for (const { name, direction } of objectives) {
    if (name === '' || /^\d+$/.test(name))
      throw wrong(`An objective is named "${name}".`, 'Use a name that is neither empty nor a whole number.');
    if (direction !== 'minimize' && direction !== 'maximize')
      throw wrong(
        `Objective "${name}" has the direction ${JSON.stringify(direction)}.`,
        "Use 'minimize' or 'maximize'.",
      );
  }
  return objectives;
}

/** What differs between two setups, a sentence each. Seeds, budgets and pruners may change freely: they take nothing back. */
export function setupDifferences(stored: Setup, given: Setup): readonly string[] {
  const differences: string[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) differences.push(`${what}: ${words(a)} → ${words(b)}`);
  };
  compare('sampler', stored.sampler, given.sampler);
  compare('judged by', stored.judgeBy, given.judgeBy);
  compare('fidelity', stored.fidelity, given.fidelity);
  if (stored.program !== null && given.program !== null) compare('program', stored.program, given.program);
  return differences;
}

function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'options' in value && 'name' in value) {
    const { name, options } = value as Named;
    return options === null || Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;
  }
  return JSON.stringify(value);
}

/** What differs between two lists of objectives, a sentence each. */
export function objectiveDifferences(stored: readonly Objective[], given: readonly Objective[]): readonly string[] {
  const text = (objectives: readonly Objective[]): string =>
    objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ');
  return text(stored) === text(given) ? [] : [`objectives: ${text(stored)} → ${text(given)}`];
}

/** What differs between two spaces, a sentence a parameter. The order of parameters means nothing. */
export function spaceDifferences(stored: SearchSpace | null, given: SearchSpace | null): readonly string[] {
  if (stored === null || given === null)
    return stored === given ? [] : [stored === null ? 'a declared space is new' : 'the declared space is gone'];
  const differences: string[] = [];
  const before = new Map(stored.groups.map((group) => [keyOf(stored, group), group]));
  const after = new Map(given.groups.map((group) => [keyOf(given, group), group]));
  for (const [key, group] of before) {
    const other = after.get(key);
    if (other === undefined) differences.push(`${group.name} is gone (was ${parameterText(group)})`);
    else if (!sameGroup(group, other))
      differences.push(`${group.name}: ${parameterText(group)} → ${parameterText(other)}`);
    else if (JSON.stringify(priorOf(stored, group)) !== JSON.stringify(priorOf(given, other)))
      differences.push(`${group.name}: its prior changed`);
  }
  for (const [key, group] of after)
    if (!before.has(key)) differences.push(`${group.name} is new (${parameterText(group)})`);
  const constraints = (space: SearchSpace): string =>
    JSON.stringify(space.constraints.map((constraint) => JSON.stringify(constraint)).sort());
  if (constraints(stored) !== constraints(given))
    differences.push(
      `constraints: ${stored.constraints.length} before, ${given.constraints.length} now, and not the same`,
    );
  return differences;
}

/** A name may stand under several branches: its condition belongs to the key. */
function keyOf(space: SearchSpace, group: ParamGroup): string {
  const when = space.nodes[group.nodes[0]!]!.when.map(({ node, choices }) => {
    const { name, distribution } = space.nodes[node]!;
    return [
      name,
      distribution.kind === 'categorical' ? choices.map((choice) => distribution.choices[choice]) : choices,
    ];
  });
  return JSON.stringify([group.name, when]);
}

const priorOf = (space: SearchSpace, group: ParamGroup): unknown => space.nodes[group.nodes[0]!]!.prior;

function sameGroup(a: ParamGroup, b: ParamGroup): boolean {
  if (isComposite(a.parameter) || isComposite(b.parameter))
    return JSON.stringify(a.parameter) === JSON.stringify(b.parameter);
  return sameDistribution(a.parameter, b.parameter);
}

function parameterText({ parameter }: ParamGroup): string {
  return isComposite(parameter) ? `${parameter.kind}(${parameter.items.join(', ')})` : describe(parameter);
}

/** What tells a study from others of the same name; empty for one that Optuna made and nobody has opened here yet. */
export function idOf(record: StudyRecord): string {
  const id = record.systemAttributes[ID];
  return typeof id === 'string' ? id : '';
}
