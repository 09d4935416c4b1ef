import { describe, expect, test } from 'vitest';
import { GaussianProcess } from '../../models/gp/process.ts';
import { random } from '../../math/random.ts';
import { forbidden, linear } from '../../space/constraint.ts';
import { categorical, contains, float, int, ordinal } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { repair, satisfies } from '../../space/feasible.ts';
import { isActive, type SearchSpace } from '../../space/nodes.ts';
import { configurations } from '../../space/points.ts';
import { branch, permutation, subset } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { SPACES } from '../../testing/sampler-problems.ts';
import { improvement } from './criterion.ts';
import { Features } from '../../space/features.ts';
import { Scorer } from './scorer.ts';
import { type Effort, type Quest, search } from './search.ts';

const EFFORT: Effort = { candidates: 120, starts: 4, evaluations: 20, rounds: 6 };

/** A search on a fixed process: a few made-up results, all in one length scale, and the improvement on the best. */
function questOn(searched: SearchSpace, changes: Partial<Quest> = {}, seed = 5): Quest {
  const features = new Features(searched);
  const { columns, groups } = features.layout;
  const stream = random(seed);
  const known = Array.from({ length: 12 }, () => {
    const values = configurationAt(searched, () => stream.uniform());
    return repair(searched, values, stream) ?? values;
  });
  const points = new Float64Array(known.length * columns);
  known.forEach((values, i) => features.write(points, i, values));
  const targets = Float64Array.from(known, () => stream.normal());
  const logScale = Math.log(0.4 * Math.sqrt(Math.max(1, groups)));
  const theta = Float64Array.from([...Array.from({ length: groups }, () => logScale), 0, -8, -5, -5, -6, -3, -1]);
  const process = new GaussianProcess(features.layout, theta);
  process.condition(points, known.length, targets, known.length);
  const order = [...known.keys()].sort((a, b) => targets[a]! - targets[b]!);
  return {
    space: searched,
    scorer: new Scorer(features, [process], improvement(targets[order[0]!]!), null),
    centres: order.slice(0, 4).map((i) => known[i]!),
    fixed: null,
    among: null,
    isNew: () => true,
    ...changes,
  };
}

const FINITE = space(
  {
    x: float(0, 1, { step: 0.125 }),
    k: int(1, 6),
    c: categorical(['p', 'q', 'r']),
    b: branch({ on: { o: ordinal(['s', 'm', 'l']), t: subset(['u', 'v']) }, off: {} }),
  },
  { constraints: [linear({ x: 4, k: 1 }, 8), forbidden({ c: 'p', b: 'off' })] },
);
const ALL = [...configurations(FINITE, random(1))].filter((values) => satisfies(FINITE, values));

describe('the maximum of a fixed process', () => {
  test('of a finite mixed space is the best of all configurations, in at least nine of ten searches', () => {
    let found = 0;
    for (let seed = 0; seed < 10; seed++) {
      const quest = questOn(FINITE, {}, seed);
      const best = Math.max(...quest.scorer.scores(ALL));
      const { score } = search(quest, EFFORT, random(seed))!;
      expect(score).toBeLessThanOrEqual(best + 1e-9);
      if (score > best - 1e-9) found++;
    }
    expect(found).toBeGreaterThanOrEqual(9);
  });

  test.each([
    ['numbers', space({ a: float(-1, 3), b: float(1e-5, 1e2, { log: true }), c: int(1, 1e9, { log: true }) })],
    ['numbers and choices', space({ a: float(0, 1), b: float(0, 1), c: categorical([1, 2, 3, 4]), d: int(0, 9) })],
    [
      'branches',
      space({ m: branch({ x: { a: float(0, 1), b: float(0, 1) }, y: { c: float(0, 1) } }), s: float(0, 1) }),
    ],
    ['orderings', space({ o: permutation([1, 2, 3, 4, 5]), x: float(0, 1) })],
  ])('of %s is beyond what 20,000 random configurations reach', (_, searched) => {
    const quest = questOn(searched);
    const stream = random(77);
    const scores = quest.scorer.scores(
      Array.from({ length: 20_000 }, () => configurationAt(searched, () => stream.uniform())),
    );
    let best = Number.NEGATIVE_INFINITY;
    for (const score of scores) best = Math.max(best, score);
    expect(search(quest, EFFORT, random(3))!.score).toBeGreaterThan(best - 1e-3);
  });

  test('is found among a thousand categories', () => {
    const many = space({ c: categorical(Array.from({ length: 1000 }, (_, i) => `c${i}`)), x: float(0, 1) });
    const quest = questOn(many);
    const { values } = search(quest, EFFORT, random(3))!;
    expect(values[0]).toSatisfy((c: number) => Number.isInteger(c) && c >= 0 && c < 1000);
  });
});

test('of a short list, all of it is scored and nothing else', () => {
  const among = ALL.filter((_, i) => i % 5 === 0);
  const quest = questOn(FINITE, { among });
  const scores = [...quest.scorer.scores(among)];
  const scored: Float64Array[] = [];
  const { scorer } = quest;
  const listening = Object.assign(Object.create(scorer) as Scorer, {
    scores(configurations: readonly Float64Array[]) {
      scored.push(...configurations);
      return scorer.scores(configurations);
    },
  });
  const found = search({ ...quest, scorer: listening }, EFFORT, random(3))!;
  expect(found.score).toBe(Math.max(...scores));
  expect(scored).toEqual(among);
  const next = search({ ...quest, isNew: (values) => values !== found.values }, EFFORT, random(3))!;
  expect(next.score).toBe(scores.toSorted((a, b) => b - a)[1]);
});

test('the score that is told is that of the configuration', () => {
  const quest = questOn(SPACES['mixed']!((name) => name));
  const { values, score } = search(quest, EFFORT, random(4))!;
  expect(quest.scorer.scores([values])[0]).toBeCloseTo(score, 9);
});

test.each(Object.keys(SPACES))(
  'what is found lies in the space, meets its constraints, and is the same each time: %s',
  (kind) => {
    const searched = SPACES[kind]!((name) => name);
    const quest = questOn(searched);
    const { values } = search(quest, EFFORT, random(6))!;
    expect(search(quest, EFFORT, random(6))!.values).toEqual(values);
    expect(satisfies(searched, values)).toBe(true);
    searched.nodes.forEach(({ distribution }, i) =>
      expect(isActive(searched, values, i) ? contains(distribution, values[i]!) : Number.isNaN(values[i]!)).toBe(true),
    );
  },
);

describe('what was tried', () => {
  test('is never found where something else is left, down to the last configuration', () => {
    const small = space({
      k: int(1, 5),
      c: categorical(['p', 'q', 'r']),
      b: branch({ on: { j: int(1, 3) }, off: {} }),
    });
    const count = [...configurations(small, random(1))].length;
    const tried = new Set<string>();
    const quest = questOn(small, { isNew: (values) => !tried.has(values.join()) });
    for (let i = 0; i < count; i++) {
      const found = search(quest, { ...EFFORT, candidates: 500 }, random(i));
      expect(found, `after ${i} of ${count}`).not.toBeNull();
      expect(tried.has(found!.values.join())).toBe(false);
      tried.add(found!.values.join());
    }
    expect(search(quest, EFFORT, random(1))).toBeNull();
  });

  test('numbers slide off a point that was tried', () => {
    const line = space({ x: float(0, 1) });
    const tried: number[] = [];
    const quest = questOn(line, { isNew: ([x]) => !tried.includes(x!) });
    for (let i = 0; i < 5; i++) tried.push(search(quest, EFFORT, random(i))!.values[0]!);
    expect(new Set(tried).size).toBe(5);
  });
});

describe('what is fixed', () => {
  const searched = space(
    {
      m: branch({
        tree: { depth: int(1, 100), split: branch({ best: {}, random: { tries: int(1, 9) } }) },
        linear: { penalty: float(0, 1) },
      }),
      k: int(1, 4),
      x: float(0, 1),
    },
    {
      constraints: [forbidden({ split: 'random', k: 4 }), linear({ x: 10, k: 1 }, 8), forbidden({ m: 'linear', k: 1 })],
    },
  );
  const index = (name: string): number => searched.nodes.findIndex((node) => node.name === name);

  test.each([[{ m: 1 }], [{ m: 0, split: 1 }], [{ m: 0, split: 0 }]])('%j stays, with the constraints', (cases) => {
    const fixed = new Float64Array(searched.nodes.length).fill(Number.NaN);
    for (const [name, choice] of Object.entries(cases)) fixed[index(name)] = choice;
    for (let seed = 0; seed < 12; seed++) {
      const quest = questOn(searched, { fixed }, seed);
      const { values } = search(quest, { ...EFFORT, candidates: 48, rounds: 3 }, random(seed))!;
      for (const [name, choice] of Object.entries(cases)) expect(values[index(name)]).toBe(choice);
      expect(satisfies(searched, values)).toBe(true);
    }
  });

  test('a case that the constraints forbid is not found elsewhere', () => {
    const without = space(
      { m: branch({ a: { x: float(0, 1) }, b: { y: float(0, 1) } }) },
      { constraints: [forbidden({ m: 'b' })] },
    );
    const quest = questOn(without, { fixed: Float64Array.from([1, Number.NaN, Number.NaN]) });
    expect(search(quest, EFFORT, random(1))).toBeNull();
  });
});

test('a space of one point has that point, and nothing once it was tried', () => {
  const one = space({ k: int(3, 3), c: categorical(['only']) });
  expect(search(questOn(one), EFFORT, random(1))!.values).toEqual(Float64Array.of(3, 0));
  expect(search(questOn(one, { isNew: () => false }), EFFORT, random(1))).toBeNull();
});
