import { describe, expect, test } from 'vitest';
import { isVernierError } from '../../errors.ts';
import { History } from '../../history/history.ts';
import type { Problem } from '../../history/problem.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { random as stream } from '../../math/random.ts';
import { categorical, float, int, ordinal } from '../../space/distribution.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { branch, permutation, simplex, subset } from '../../space/shape.ts';
import { paramsOf, space } from '../../space/space.ts';
import { everything, simulate, trialStream } from '../../testing/simulate.ts';
import { quasiRandom } from '../quasi-random.ts';
import type { Proposal, Sampler } from '../sampler.ts';
import { bent, straightened } from './cma-axes.ts';
import { cmaEs } from './cma-es.ts';

const problem = (searched: SearchSpace, seed = 1): Problem => ({
  space: searched,
  objectives: [{ name: 'value', direction: 'minimize' }],
  judgeBy: { kind: 'all' },
  budget: null,
  fidelity: null,
  seed,
});

type Loss = (params: Readonly<Record<string, unknown>>) => number;

/** The median over seeds of the best value. */
async function best(
  sampler: Sampler,
  searched: SearchSpace,
  trials: number,
  loss: Loss,
  workers = 1,
  seeds = 5,
): Promise<number> {
  const found: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    let least = Number.POSITIVE_INFINITY;
    const objective = (values: Float64Array): number[] => {
      const value = loss(paramsOf(searched, values));
      least = Math.min(least, value);
      return [value];
    };
    await simulate(sampler, problem(searched, seed), { trials, workers, objective });
    found.push(least);
  }
  return found.sort((a, b) => a - b)[seeds >> 1]!;
}

const floats = (d: number): SearchSpace =>
  space(Object.fromEntries(Array.from({ length: d }, (_, i) => [`x${i}`, float(-5, 5)])));
const numbers = (params: Readonly<Record<string, unknown>>): number[] => Object.values(params) as number[];
const sphere: Loss = (params) => numbers(params).reduce((sum, x) => sum + (x - 1) ** 2, 0);
const rosenbrock: Loss = (params) => {
  const x = numbers(params);
  return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
};

test('goes down a bowl and along a bent valley', async () => {
  expect(await best(cmaEs(), floats(4), 600, sphere)).toBeLessThan(1e-6);
  expect(await best(cmaEs(), floats(4), 1500, rosenbrock)).toBeLessThan(1e-2);
});

test('finds the corner of the space, where bounds cut the slope off', async () => {
  const corner: Loss = (params) => numbers(params).reduce((sum, x, i) => sum + (i % 2 === 0 ? 5 - x : x + 5), 0);
  expect(await best(cmaEs(), floats(6), 500, corner)).toBeLessThan(0.3);
});

test('sixteen workers need few more trials than one', async () => {
  expect(await best(cmaEs(), floats(4), 800, sphere, 16)).toBeLessThan(1e-4);
});

test('whole numbers, levels, categories, subsets and shares together', async () => {
  const searched = space({
    x: float(1e-4, 1, { log: true }),
    n: int(0, 30),
    wide: int(1, 1_000_000_000, { log: true }),
    size: ordinal(['s', 'm', 'l', 'xl']),
    kind: categorical(['a', 'b', 'c', 'd', 'e']),
    parts: subset(['p', 'q', 'r', 's'], { min: 1 }),
    mix: simplex(['web', 'books']),
  });
  const loss: Loss = ({ x, n, wide, size, kind, parts, mix }) =>
    Math.abs(Math.log10(Number(x)) + 2) +
    Math.abs(Number(n) - 27) / 10 +
    Math.abs(Math.log10(Number(wide)) - 6) +
    Math.abs(['s', 'm', 'l', 'xl'].indexOf(size as string) - 2) +
    (kind === 'd' ? 0 : 1) +
    Math.abs((parts as string[]).length - 3) +
    Math.abs((mix as { web: number }).web - 0.3);
  expect(await best(cmaEs(), searched, 600, loss)).toBeLessThan(0.4 * (await best(quasiRandom(), searched, 600, loss)));
});

test('a whole number does not get stuck while others converge', async () => {
  const searched = space({ a: float(0, 1), b: float(0, 1), n: int(0, 20) });
  // The best n is seen only once the reals are right.
  const loss: Loss = ({ a, b, n }) =>
    100 * ((Number(a) - 0.3) ** 2 + (Number(b) - 0.6) ** 2) + 1e-3 * Math.abs(Number(n) - 17);
  expect(await best(cmaEs(), searched, 1200, loss)).toBeLessThan(1e-4);
});

test('only categories: every one that matters is found', async () => {
  const searched = space(Object.fromEntries('abcdefgh'.split('').map((name) => [name, categorical(['0', '1', '2'])])));
  const loss: Loss = (params) => Object.values(params).filter((value) => value !== '2').length;
  expect(await best(cmaEs(), searched, 300, loss)).toBe(0);
});

test('a search that has converged starts anew, and finds what the first one missed', async () => {
  const rugged: Loss = (params) =>
    numbers(params).reduce((sum, x) => sum + (x - 1) ** 2 + 10 - 10 * Math.cos(2 * Math.PI * (x - 1)), 0);
  const one = await best(cmaEs({ restarts: 'none' }), floats(3), 3500, rugged);
  const many = await best(cmaEs({ restarts: 'ipop' }), floats(3), 3500, rugged);
  expect(one).toBeGreaterThan(0.5);
  expect(many).toBeLessThan(1e-6);
}, 20_000);

test('a constant objective and one that always fails neither stop nor break it', async () => {
  const { proposals } = await simulate(cmaEs(), problem(floats(2)), { trials: 400, objective: () => [1] });
  expect(proposals.length).toBe(400);
  const failed = await simulate(cmaEs(), problem(floats(2)), {
    trials: 100,
    objective: () => [0],
    ends: () => 'failed',
  });
  expect(failed.proposals.length).toBe(100);
});

test('trials of another search give the first distribution', async () => {
  const searched = floats(5);
  const { history, events } = await simulate(quasiRandom(), problem(searched), {
    trials: 300,
    objective: (values) => [sphere(paramsOf(searched, values))],
  });
  const run = await cmaEs().start(problem(searched));
  const own = new History(history.objectives);
  own.apply(events.flat());
  run.observe(own, everything(own, false));
  const distances: number[] = [];
  for (let trial = 300; trial < 340; trial++) {
    const [proposal] = await run.propose([trial], trialStream(problem(searched), trial));
    expect(proposal!.notes).toMatchObject({ generation: 0, parents: expect.arrayContaining([expect.any(Number)]) });
    distances.push([...proposal!.params.values()].reduce((sum, x) => sum + (x - 1) ** 2, 0));
  }
  const drawn = history.losses.slice(0, 300).sort();
  expect(distances.sort((a, b) => a - b)[20]).toBeLessThan(drawn[150]! / 2);
});

test('priors are where it starts', async () => {
  const searched = space(
    { x: float(0, 1), c: categorical(['a', 'b']) },
    { priors: { x: { kind: 'normal', best: 0.9, spread: 0.05 }, c: { kind: 'weights', weights: [1, 9] } } },
  );
  const run = await cmaEs().start(problem(searched));
  const drawn = await Promise.all(
    Array.from({ length: 60 }, async (_, trial) => (await run.propose([trial], stream(trial)))[0]!.params),
  );
  expect(drawn.filter((params) => Math.abs(params.get('x')! - 0.9) < 0.15).length).toBeGreaterThan(50);
  expect(drawn.filter((params) => params.get('c') === 1).length).toBeGreaterThan(40);
});

describe('workers that do not see each other', () => {
  /** Three workers on one history, each seeing the others' doings late; all must agree in the end. */
  test('agree on the generations once they have seen everything, and so does one who comes later', async () => {
    const searched = floats(3);
    const given = problem(searched);
    const truth: Change[][] = [];
    const workers = await Promise.all(
      Array.from({ length: 3 }, async () => ({
        run: await cmaEs().start(given),
        history: new History(given.objectives),
        seen: 0,
        open: null as { trial: number; values: Float64Array } | null,
      })),
    );
    const turns = stream(7);
    const look = (worker: (typeof workers)[number], upTo: number): void => {
      for (; worker.seen < upTo; worker.seen++)
        worker.run.observe(worker.history, worker.history.apply(truth[worker.seen]!));
    };
    let created = 0;
    for (let turn = 0; turn < 240; turn++) {
      const worker = workers[Math.floor(turns.uniform() * 3)]!;
      if (worker.open !== null) {
        const value = sphere(paramsOf(searched, worker.open.values));
        truth.push([{ type: 'finished', id: worker.open.trial, state: 'complete', values: [value], at: turn }]);
        worker.open = null;
        continue;
      }
      // It may be behind the others by some events, but knows its own.
      look(worker, Math.max(worker.seen, truth.length - Math.floor(turns.uniform() * 6)));
      const trial = created++;
      const [proposal] = (await worker.run.propose([trial], trialStream(given, trial))) as readonly Proposal[];
      truth.push(made(searched, trial, proposal!));
      worker.open = { trial, values: Float64Array.from(searched.nodes, ({ name }) => proposal!.params.get(name)!) };
    }
    for (const worker of workers) look(worker, truth.length);
    const late = await cmaEs().start(given);
    const all = new History(given.objectives);
    all.apply(truth.flat());
    late.observe(all, everything(all, false));
    const next = async (run: (typeof workers)[number]['run']) =>
      (await run.propose([created], trialStream(given, created)))[0]!;
    const expected = await next(late);
    expect(Number(expected.notes!['generation'])).toBeGreaterThan(8);
    for (const { run } of workers) expect(await next(run)).toEqual(expected);
  });

  function made(searched: SearchSpace, trial: number, { params, notes }: Proposal): Change[] {
    const stored = namedValues(
      searched,
      searched.nodes.map(({ name }) => params.get(name)!),
    );
    return [
      { type: 'trial', trial: recordOf({ state: 'running', startedAt: trial }, trial, trial) },
      ...searched.nodes.map(
        ({ name, distribution }): Change => ({
          type: 'suggested',
          id: trial,
          name,
          distribution,
          internal: stored.get(name)!,
        }),
      ),
      { type: 'attributed', id: trial, owner: 'system', key: 'vernier:notes', value: notes! },
    ];
  }
});

test('what a normal distribution cannot say is refused with the samplers that can; wrong options are told', () => {
  const refusal = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      if (isVernierError(error)) return `${error.code}: ${error.message} ${error.hint}`;
      throw error;
    }
    return 'accepted';
  };
  const started = (searched: SearchSpace | null) =>
    refusal(() => cmaEs().start({ ...problem(floats(1)), space: searched }));
  expect(started(space({ b: branch({ on: { x: float(0, 1) }, off: {} }), o: permutation(['a', 'b']) }))).toMatch(
    /^space-unsupported: cmaEs cannot search branches \(x .*\) and orderings \(o\)\. .*tpe, .*nsga2/,
  );
  expect(started(null)).toMatch(/^space-unsupported: .*declared space/);
  expect(refusal(() => cmaEs({ population: 2 }))).toMatch(/^parameter-invalid: .*from 3/);
  expect(refusal(() => cmaEs({ sigma: Number.NaN }))).toMatch(/^parameter-invalid: .*sigma is NaN/);
});

test('a space of one point has that point', async () => {
  const { values } = await simulate(cmaEs(), problem(space({ x: float(2, 2), c: categorical(['only']) })), {
    trials: 20,
    objective: () => [0],
  });
  expect(new Set(values.map((row) => row.join()))).toEqual(new Set(['2,0']));
});

test('bent coordinates: one to one within, continuous, and back from beyond', () => {
  for (let u = 0; u <= 1; u += 1 / 64) expect(bent(straightened(u))).toBeCloseTo(u, 12);
  for (let x = -3; x < 3; x += 0.01) {
    expect(bent(x)).toBeGreaterThanOrEqual(0);
    expect(bent(x)).toBeLessThanOrEqual(1);
    expect(Math.abs(bent(x + 1e-6) - bent(x))).toBeLessThan(2e-6);
  }
});
