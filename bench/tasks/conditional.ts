import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { activeOf, type Instance, type Params, type Task, type TaskParam } from '../harness/task.ts';
import { surrogate, surrogateInstance, type SurrogateName } from './surrogates.ts';

/** The data sets of `rbv2_xgboost` that are meant for comparisons. */
const CORE = ['16', '1501', '6332', '40981'] as const;

/** Spaces with branches: which of them an optimiser goes into decides. */
export function conditionalTasks(root?: string): Task[] {
  return [
    { name: 'three-branches', group: 'branches', version: 1, instance: threeBranches },
    { name: 'hss', group: 'branches', version: 1, instance: () => flags(root) },
    ...Object.keys(CASH).map(
      (id): Task => ({ name: `cash_${id}`, group: 'cash', version: 1, instance: () => cash(id, root) }),
    ),
    ...CORE.map(
      (id): Task => ({
        name: `rbv2_xgboost_${id}`,
        group: 'rbv2_xgboost',
        version: 1,
        instance: () => surrogateInstance('rbv2_xgboost', id, root),
      }),
    ),
  ];
}

/** Three branches, the minimum 0 in b alone: a search that ends in another one keeps a value of 1 or more. */
function threeBranches(): Instance {
  return {
    params: [
      { name: 'k', kind: 'categorical', choices: ['a', 'b', 'c'] },
      { name: 'lr', kind: 'float', low: 1e-5, high: 1, log: true },
      { name: 'n', kind: 'int', low: 1, high: 64, log: true },
      { name: 'd', kind: 'float', low: 0, high: 0.9, step: 0.1 },
      { name: 'a', kind: 'float', low: 0, high: 1, when: { k: ['a'] } },
      { name: 'b1', kind: 'float', low: -5, high: 5, when: { k: ['b'] } },
      { name: 'b2', kind: 'int', low: 0, high: 20, when: { k: ['b'] } },
    ],
    best: 0,
    median: 6.3, // of 20,001 random configurations
    values(params) {
      const p = params as Readonly<Record<string, number>>;
      const shared = (Math.log10(p['lr']!) + 2.5) ** 2 + (Math.log2(p['n']!) - 4) ** 2 / 4 + (p['d']! - 0.3) ** 2 * 4;
      if (params['k'] === 'a') return [shared + 1 + (p['a']! - 0.7) ** 2 * 4];
      if (params['k'] === 'b') return [shared + (p['b1']! - 2) ** 2 / 4 + (p['b2']! - 13) ** 2 / 50];
      return [shared + 3];
    },
    inWrongBranch: ({ k }) => k !== 'b',
  };
}

/** Best error, from the networks' stated bests, and median of 20,001 random configurations. */
const CASH: Readonly<Record<string, { readonly best: number; readonly median: number }>> = {
  '1067': { best: 0.069354177, median: 0.15336 },
  '40981': { best: 0.028694034, median: 0.15739 },
  '41146': { best: 0.009523511, median: 0.08357 },
};
const LEARNERS: Readonly<Record<string, SurrogateName>> = {
  glmnet: 'iaml_glmnet',
  rpart: 'rbv2_rpart',
  xgboost: 'rbv2_xgboost',
};

/** Choice of a learner and its hyperparameters: a tree of depth three with 22 parameters; the best lies below xgboost. */
function cash(id: string, root?: string): Instance {
  const params: TaskParam[] = [{ name: 'learner', kind: 'categorical', choices: Object.keys(LEARNERS) }];
  for (const [learner, scenario] of Object.entries(LEARNERS))
    for (const param of surrogate(scenario, root).params)
      params.push({
        ...param,
        name: `${learner}.${param.name}`,
        when: {
          learner: [learner],
          ...Object.fromEntries(
            Object.entries(param.when ?? {}).map(([parent, values]) => [`${learner}.${parent}`, values]),
          ),
        },
      });
  const values = (chosen: Params): readonly number[] => {
    const learner = chosen['learner'] as string;
    const { evaluate, outputs } = surrogate(LEARNERS[learner]!, root);
    const own: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(activeOf(params, chosen)))
      if (name.startsWith(`${learner}.`)) own[name.slice(learner.length + 1)] = value;
    const found = evaluate(id, own);
    return [learner === 'glmnet' ? found[outputs.indexOf('mmce')]! : 1 - found[outputs.indexOf('acc')]!];
  };
  return { params, ...CASH[id]!, values, inWrongBranch: ({ learner }) => learner !== 'xgboost' };
}

interface Trees {
  readonly best: number;
  readonly median: number;
  readonly models: readonly {
    readonly inputs: readonly string[];
    readonly base: number;
    readonly trees: readonly {
      readonly left: readonly number[];
      readonly right: readonly number[];
      readonly feature: readonly number[];
      readonly cut: readonly number[];
    }[];
  }[];
  readonly examples: readonly {
    readonly inputs: Readonly<Record<string, number>>;
    readonly model: number;
    readonly value: number;
  }[];
}

/** What the boosted trees say; arithmetic in float32, as they were made. Models 0 to 3: dropout off or on, then weight decay. */
export function boostedTrees(root = process.cwd()) {
  const { models, ...meta } = JSON.parse(
    gunzipSync(readFileSync(join(root, 'bench/data/hss.json.gz'))).toString(),
  ) as Trees;
  const value = (model: number, inputs: Readonly<Record<string, number>>): number => {
    const { base, trees, inputs: names } = models[model]!;
    const x = names.map((name) => Math.fround(inputs[name]!));
    let sum = Math.fround(base);
    for (const { left, right, feature, cut } of trees) {
      let at = 0;
      while (left[at]! >= 0) at = x[feature[at]!]! < Math.fround(cut[at]!) ? left[at]! : right[at]!;
      sum = Math.fround(sum + Math.fround(cut[at]!));
    }
    return sum;
  };
  return { ...meta, value };
}

/** Two flags switch a parameter on each; the optimum needs both. An accuracy, its sign changed. */
function flags(root?: string): Instance {
  const { best, median, value } = boostedTrees(root);
  return {
    params: [
      { name: 'lr', kind: 'float', low: 1e-5, high: 1, log: true },
      { name: 'use_dropout', kind: 'categorical', choices: ['no', 'yes'] },
      { name: 'use_weight_decay', kind: 'categorical', choices: ['no', 'yes'] },
      { name: 'dropout', kind: 'float', low: 0.1, high: 0.5, when: { use_dropout: ['yes'] } },
      { name: 'weight_decay', kind: 'float', low: 1e-5, high: 1, log: true, when: { use_weight_decay: ['yes'] } },
    ],
    best: -best,
    median: -median,
    values: (params) => [
      -value(
        (params['use_dropout'] === 'yes' ? 2 : 0) + (params['use_weight_decay'] === 'yes' ? 1 : 0),
        params as Readonly<Record<string, number>>,
      ),
    ],
    inWrongBranch: (params) => params['use_dropout'] !== 'yes' || params['use_weight_decay'] !== 'yes',
  };
}
