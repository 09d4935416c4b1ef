import { basename, extname } from 'node:path';
import type { Fidelity, JudgeBy, Problem } from '../../history/problem.ts';
import type { Direction } from '../../history/record.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import type { CatalogEntry } from '../../space/catalog-entry.ts';
import type { Leaf } from '../../space/file-program.ts';
import { readSpace } from '../../space/file.ts';
import {
  asMap,
  asNumber,
  asText,
  asWhole,
  asWord,
  child,
  entry,
  fault,
  locating,
  onlyKeys,
  type Tree,
  type TreeMap,
  type Warning,
} from '../../space/file-tree.ts';
import type { SearchSpace } from '../../space/space.ts';
import { checkConfirmable } from '../../study/confirm/wanted.ts';
import { fidelityOf } from '../../study/study.ts';
import { checkKeys } from '../../config/keys.ts';
import { type NotifyRule, readNotify } from '../../config/notify.ts';
import { readJudgeBy, readObjectives } from '../../config/objectives.ts';
import { type ReadRun, readRun } from './run.ts';
import { type Chosen, readPruner, readSampler } from '../../config/search.ts';
import { checkSearchable } from '../../config/searchable.ts';
import { readStart } from '../../config/start.ts';
import { readTransfer } from '../../config/transfer.ts';
import { inFile, type LoadedTree } from '../load.ts';

/** A config file, read and checked: everything that a run needs to know. */
export interface Config extends ReadRun {
  readonly file: string;
  readonly name: string;
  readonly description: string | null;
  readonly space: SearchSpace;
  /** What the program gets of the params; see `programParams`. */
  readonly leaves: readonly Leaf[];
  readonly objectives: Readonly<Record<string, Direction>>;
  readonly target: number | null;
  /** Patterns by metric, for the program's output. */
  readonly patterns: Readonly<Record<string, string>>;
  /** null = the default. */
  readonly sampler: Chosen<Sampler> | null;
  /** null = none is wanted, undefined = nothing is said. */
  readonly pruner: Chosen<Pruner> | null | undefined;
  /** null = the default. */
  readonly judgeBy: JudgeBy | null;
  readonly fidelity: Fidelity | null;
  /** The present settings: run first. */
  readonly start: Readonly<Record<string, unknown>> | null;
  /** Values that make trials cheap: the first ones begin there. */
  readonly lowCost: Readonly<Record<string, unknown>> | null;
  /** Names of earlier studies to learn from; null = none named. */
  readonly transfer: readonly string[] | null;
  /** Who is told of what happens. */
  readonly notify: readonly NotifyRule[];
  readonly seed: number | null;
  readonly duplicates: 'allow' | 'avoid' | 'reuse' | null;
  readonly storage: string | null;
  readonly durability: 'full' | 'normal' | null;
  readonly warnings: readonly Warning[];
}

/** The samplers and pruners that a file may name. */
export interface Catalogs {
  readonly samplers: readonly CatalogEntry<Sampler>[];
  readonly pruners: readonly CatalogEntry<Pruner>[];
}

/**
 * A config file: a W&B sweep file, or one with our own keys (docs/reference/config-file.md).
 *
 * @throws `config-invalid` before anything runs: file and line, what was found, what was expected, the nearest right word
 */
export function readConfig(file: string, loaded: LoadedTree, catalogs: Catalogs): Config {
  return inFile(file, () => {
    const warnings: Warning[] = [...loaded.warnings];
    const map = asMap(loaded.tree, 'The file', 'parameters: { lr: { min: 0.001, max: 0.1 } }');
    checkKeys(map, warnings);
    const parameters = child(map, 'parameters');
    if (parameters === undefined)
      throw fault(
        map,
        'The file has no parameters.',
        'Add parameters: { lr: { min: 0.001, max: 0.1 } }, or parameters: {} where the program asks for them as it goes.',
      );
    const { space, program: leaves, warnings: more } = readSpace(parameters, child(map, 'constraints'));
    const { objectives, target, patterns } = readObjectives(map, warnings);
    const sampler = readSampler(map, catalogs.samplers);
    const pruner = readPruner(map, catalogs.pruners, warnings);
    const fidelity = optional(map, 'fidelity', (tree) =>
      readFidelity(asMap(tree, 'fidelity', '{ name: epoch, max: 50 }')),
    );
    const judgeBy = readJudgeBy(map, objectives);
    const seed = optional(map, 'seed', (tree) => asWhole(tree, 'seed', 0));
    const run = readRun(map, warnings);
    const problem = problemOf(space, objectives, { judgeBy, fidelity, seed: seed ?? 0, budget: run.budget.trials });
    checkConfirm(map, problem, sampler?.value ?? null);
    checkSearchable(map, problem, { sampler: sampler?.value ?? null, pruner: pruner?.value ?? null });
    return {
      file,
      name: entry(map, 'name') === undefined ? basename(file, extname(file)) : asText(child(map, 'name')!, 'name'),
      description: optional(map, 'description', (tree) => asText(tree, 'description')),
      space,
      leaves,
      objectives,
      target,
      patterns,
      sampler,
      pruner,
      judgeBy,
      fidelity,
      start: readStart(map, space, leaves, 'start'),
      lowCost: readStart(map, space, leaves, 'low_cost'),
      transfer: optional(map, 'transfer', readTransfer),
      notify: optional(map, 'notify', (tree) => readNotify(tree, Object.keys(objectives).length)) ?? [],
      seed,
      duplicates: optional(map, 'duplicates', (tree) =>
        asWord(tree, ['allow', 'avoid', 'reuse'] as const, 'duplicates'),
      ),
      storage: optional(map, 'storage', (tree) => asText(tree, 'storage')),
      durability: optional(map, 'durability', (tree) => asWord(tree, ['full', 'normal'] as const, 'durability')),
      ...run,
      warnings: [...warnings, ...more].sort((a, b) => a.line - b.line),
    };
  });
}

/** That the best of this search can be run again. */
function checkConfirm(map: TreeMap, problem: Problem, sampler: Sampler | null): void {
  const tree = child(map, 'confirm');
  if (tree !== undefined) locating(tree, () => checkConfirmable(problem, sampler?.traits.judges === true));
}

/** What the sampler is asked to search, as the study will say it. */
function problemOf(
  space: SearchSpace,
  objectives: Readonly<Record<string, Direction>>,
  given: { readonly judgeBy: JudgeBy | null } & Pick<Problem, 'fidelity' | 'seed' | 'budget'>,
): Problem {
  const listed = Object.entries(objectives).map(([name, direction]) => ({ name, direction }));
  const judgeBy =
    given.judgeBy ?? (listed.length === 1 ? { kind: 'objective', name: listed[0]!.name } : { kind: 'all' });
  return { ...given, space, objectives: listed, judgeBy };
}

function optional<T>(map: TreeMap, key: string, read: (tree: NonNullable<ReturnType<typeof child>>) => T): T | null {
  const tree = child(map, key);
  return tree === undefined ? null : read(tree);
}

function readFidelity(map: TreeMap): Fidelity {
  onlyKeys(map, ['name', 'min', 'max'], 'fidelity');
  const max = child(map, 'max');
  if (max === undefined) throw fault(map, 'fidelity has no max.', 'Add max: 50, the last step of a full trial.');
  const min = optional(map, 'min', (tree) => asStep(tree, 'fidelity: min'));
  const fidelity = fidelityOf({
    name: optional(map, 'name', (tree) => asText(tree, 'fidelity: name')) ?? 'step',
    ...(min === null ? {} : { min }),
    max: asStep(max, 'fidelity: max'),
  })!;
  if (fidelity.min > fidelity.max)
    throw fault(map, `fidelity goes from ${fidelity.min} to ${fidelity.max}.`, 'Swap min and max.');
  return fidelity;
}

/** A step; a share of something is written in per cent. */
function asStep(tree: Tree, where: string): number {
  const value = asNumber(tree, where);
  if (value > 0 && value < 1)
    throw fault(
      tree,
      `${where} is ${value}; steps are whole numbers.`,
      'Give a share in per cent, such as { name: percent, min: 5, max: 100 }, or a number of rows.',
    );
  return asWhole(tree, where, 1);
}
