import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../../test/evidence.ts';
import { random } from '../../math/random.ts';
import { configurationAt } from '../../space/draw.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { readSpace } from '../../space/file.ts';
import { treeOf } from '../../space/file-tree.ts';
import { isActive, type SearchSpace } from '../../space/nodes.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { Cases } from './cases.ts';

const nested = space({
  plain: categorical(['p', 'q', 'r']),
  model: branch({
    tree: { depth: int(1, 6), split: branch({ best: {}, random: { tries: int(1, 9) } }) },
    linear: { penalty: float(0, 1) },
    none: {},
  }),
});
const node = (searched: SearchSpace, name: string): number => searched.nodes.findIndex((each) => each.name === name);
const MODEL = node(nested, 'model');
const SPLIT = node(nested, 'split');

/** A configuration with these choices: 0 tree, 1 linear, 2 none; 0 best, 1 random. */
function configuration(model: number, split = 0): Float64Array {
  const choices = new Map([
    [MODEL, (model + 0.5) / 3],
    [SPLIT, (split + 0.5) / 2],
  ]);
  return configurationAt(nested, (at) => choices.get(at) ?? 0.5);
}
const tried = (...configurations: readonly Float64Array[]) =>
  evidenceOf(
    nested,
    configurations.map((values) => ({ values, losses: [1] })),
  );
const THREE_OF_EACH = [0, 1, 2].flatMap(() => [
  configuration(0, 0),
  configuration(0, 1),
  configuration(1),
  configuration(2),
]);
const fixedIn = (fixed: Float64Array): Record<string, number> =>
  Object.fromEntries(
    [...fixed].flatMap((value, i) => (Number.isNaN(value) ? [] : [[nested.nodes[i]!.name, value] as const])),
  );

test('cases are those of nodes that switch others on', () => {
  expect(new Cases(nested).nodes).toEqual([MODEL, SPLIT]);
  expect(new Cases(space({ x: float(0, 1), c: categorical(['a', 'b']) })).nodes).toEqual([]);
  expect(new Cases(space({ m: branch({ only: { x: float(0, 1) } }) })).nodes).toEqual([]);
});

describe('neglected cases', () => {
  test('a case counts as neglected until it has been tried three times', () => {
    const cases = new Cases(nested);
    expect(cases.neglected(tried(...THREE_OF_EACH), [], random(1))).toBeNull();
    const lacking = THREE_OF_EACH.filter((values, i) => !(values[MODEL] === 1 && i > 6));
    expect(fixedIn(cases.neglected(tried(...lacking), [], random(1))!)).toEqual({ model: 1 });
  });

  test.each([
    [20, 3],
    [30, 2],
    [60, 1],
    [61, 0],
    [1000, 0],
  ])('each of %i cases is tried %i times first, so that a model is asked soon', (many, times) => {
    const names = Array.from({ length: many }, (_, i) => `c${i}`);
    const wide = space({ m: branch(Object.fromEntries(names.map((name) => [name, { [`x${name}`]: float(0, 1) }]))) });
    const evidence = (rounds: number) =>
      evidenceOf(
        wide,
        Array.from({ length: rounds * many }, (_, i) => ({
          values: configurationAt(wide, (at) => (at === 0 ? ((i % many) + 0.5) / many : 0.5)),
          losses: [1],
        })),
      );
    const cases = new Cases(wide);
    if (times > 0) expect(cases.neglected(evidence(times - 1), [], random(1))).not.toBeNull();
    expect(cases.neglected(evidence(times), [], random(1))).toBeNull();
  });

  test('the least tried case comes first, one in a branch with all that it takes to be there', () => {
    const twice = [configuration(1), configuration(1), configuration(2), configuration(2)];
    const evidence = tried(...twice, configuration(0, 0), configuration(0, 0));
    for (let seed = 0; seed < 5; seed++)
      expect(fixedIn(new Cases(nested).neglected(evidence, [], random(seed))!)).toEqual({ model: 0, split: 1 });
  });

  test('among equally neglected ones each is chosen at times', () => {
    const evidence = tried(configuration(0, 0), configuration(0, 1));
    const chosen = new Set(
      Array.from({ length: 30 }, (_, seed) => new Cases(nested).neglected(evidence, [], random(seed))![MODEL]),
    );
    expect(chosen).toEqual(new Set([1, 2]));
  });

  test('trials on their way, failed ones and those of the same batch count', () => {
    const evidence = evidenceOf(
      nested,
      THREE_OF_EACH.map((values, i) =>
        i % 2 === 0 ? { values, losses: null } : { values, losses: null, state: 'running' as const },
      ),
    );
    expect(new Cases(nested).neglected(evidence, [], random(1))).toBeNull();
    const rest = tried(...THREE_OF_EACH.slice(1));
    expect(new Cases(nested).neglected(rest, [], random(1))).not.toBeNull();
    expect(new Cases(nested).neglected(rest, [THREE_OF_EACH[0]!], random(1))).toBeNull();
  });
});

describe('another case', () => {
  test('is one that the configuration does not have, of a branch that it has', () => {
    const evidence = tried(...THREE_OF_EACH);
    for (let seed = 0; seed < 30; seed++) {
      const ofLinear = fixedIn(new Cases(nested).other(configuration(1), evidence, [], random(seed)));
      expect([{ model: 0 }, { model: 2 }]).toContainEqual(ofLinear);
      const ofTree = fixedIn(new Cases(nested).other(configuration(0, 1), evidence, [], random(seed)));
      expect([{ model: 1 }, { model: 2 }, { model: 0, split: 0 }]).toContainEqual(ofTree);
    }
  });

  test('is the least tried one for the number of its parameters', () => {
    const modelAfter = (...more: readonly Float64Array[]): number => {
      const evidence = tried(...THREE_OF_EACH, ...more);
      return new Cases(nested).other(configuration(1), evidence, [], random(1))[MODEL]!;
    };
    // The tree has three parameters and was tried six times; nothing has none, and three trials.
    expect(modelAfter()).toBe(0);
    expect(modelAfter(...Array.from({ length: 5 }, () => configuration(0)))).toBe(0); // 11/4 < 3/1
    expect(modelAfter(...Array.from({ length: 7 }, () => configuration(0)))).toBe(2);
  });
});

describe('a rising case', () => {
  const losses = (model: number, ...all: readonly number[]) =>
    all.map((loss) => ({ values: configuration(model), losses: [loss] }));
  const risingIn = (...trials: readonly ReturnType<typeof losses>[]) => {
    const fixed = new Cases(nested).rising(configuration(2), evidenceOf(nested, trials.flat()));
    return fixed === null ? null : fixedIn(fixed);
  };
  const stays = losses(2, 0.9, 0.5);

  test('is one that would overtake the best at its pace', () => {
    expect(risingIn(stays, losses(1, 2, 1.8, 1.5, 1))).toEqual({ model: 1 });
    expect(risingIn(stays, losses(1, 2, 1.8, 1.5, 1.4))).toBeNull();
    expect(risingIn(stays, losses(1, 2, 1, 1, 1))).toBeNull();
  });

  test('is the one that promises most', () => {
    expect(risingIn(stays, losses(0, 2, 1.5, 1.5, 1), losses(1, 2, 1.5, 1.5, 0.9))).toEqual({ model: 1 });
    expect(risingIn(stays, losses(0, 2, 1.5, 1.5, 0.8), losses(1, 2, 1.5, 1.5, 0.9))).toEqual({ model: 0 });
  });

  test('is none where nothing is known, has one trial, or is the case that leads', () => {
    expect(risingIn()).toBeNull();
    expect(risingIn(stays, losses(1, 0.6))).toBeNull();
    expect(risingIn(losses(2, 5, 4, 3, 1), losses(1, 2, 2))).toBeNull();
  });

  test('is found among very many trials', () => {
    const many = Array.from({ length: 150_000 }, () => ({ values: configuration(2), losses: [0.5] }));
    expect(risingIn(many, losses(1, 2, 1.8, 1.5, 1))).toEqual({ model: 1 });
  });

  test('is none whose newer trials were all pruned: they gained nothing, whatever they reported', () => {
    const pruned = Array.from({ length: 4 }, () => ({
      values: configuration(1),
      losses: [0.1],
      state: 'pruned' as const,
    }));
    const rises = losses(1, 2, 1.8, 1.5, 1);
    expect(risingIn(stays, [...rises, ...pruned.slice(0, 2)])).toEqual({ model: 1 });
    expect(risingIn(stays, [...rises, ...pruned])).toBeNull();
    expect(risingIn(stays, [...pruned, ...rises])).toBeNull(); // no pace yet: nothing is known of its first half
  });

  test('takes no notice of failed and infeasible trials, nor of what a pruned one reported', () => {
    const evidence = evidenceOf(nested, [
      ...stays,
      ...losses(1, 2, 1.5, 1.5),
      { values: configuration(1), losses: [0.1], state: 'pruned' },
      { values: configuration(1), losses: null },
      { values: configuration(1), losses: [0.1], constraints: { size: 1 } },
    ]);
    expect(new Cases(nested).rising(configuration(2), evidence)).toBeNull();
  });

  test('below the best configuration keeps what it takes to be there', () => {
    const inside = (split: number, ...all: readonly number[]) =>
      all.map((loss) => ({ values: configuration(0, split), losses: [loss] }));
    const evidence = evidenceOf(nested, [...inside(0, 0.5, 0.5), ...inside(1, 2, 1.8, 1.5, 1)]);
    expect(fixedIn(new Cases(nested).rising(configuration(0, 0), evidence)!)).toEqual({ model: 0, split: 1 });
  });
});

describe('two parents', () => {
  const isWarm = { optimizer: ['sgd', 'rmsprop'], schedule: 'cosine' };
  const twoParents = readSpace(
    treeOf({
      optimizer: { values: ['sgd', 'adam', 'rmsprop'] },
      schedule: { values: ['cosine', 'flat'] },
      warmup: { min: 0.0, max: 1.5, when: isWarm },
      ramp: { values: ['slow', 'fast'], when: isWarm },
      steps: { min: 1, max: 9, when: { ramp: 'slow' } },
    }),
  ).space;

  test('what is fixed makes the branch active, with both parents', () => {
    const cases = new Cases(twoParents);
    const [optimizer, schedule, ramp] = ['optimizer', 'schedule', 'ramp'].map((name) => node(twoParents, name));
    expect(cases.nodes).toEqual([optimizer, schedule, ramp].sort((a, b) => a! - b!));
    const all = Array.from({ length: 60 }, (_, i) => {
      const stream = random(i);
      return configurationAt(twoParents, () => stream.uniform());
    });
    const evidence = evidenceOf(
      twoParents,
      all.filter((values) => !(values[ramp!] === 1)).map((values) => ({ values, losses: [1] })),
    );
    const fixed = cases.neglected(evidence, [], random(3))!;
    expect(fixed[ramp!]).toBe(1);
    expect(isActive(twoParents, fixed, ramp!)).toBe(true);
  });

  test('the other case of a branch keeps the parents that it has', () => {
    const cases = new Cases(twoParents);
    const ramp = node(twoParents, 'ramp');
    const optimizer = node(twoParents, 'optimizer');
    let seen = 0;
    for (let seed = 0; seed < 60; seed++) {
      const stream = random(seed);
      const values = configurationAt(twoParents, () => stream.uniform());
      const fixed = cases.other(values, evidenceOf(twoParents, []), [], stream);
      const moved = [...fixed.keys()].filter((at) => !Number.isNaN(fixed[at]!) && fixed[at] !== values[at]);
      expect(moved.length).toBe(1);
      if (moved[0] !== ramp) continue;
      seen++;
      expect(isActive(twoParents, fixed, ramp)).toBe(true);
      expect(fixed[optimizer]).toBe(values[optimizer]);
    }
    expect(seen).toBeGreaterThan(2);
  });
});
