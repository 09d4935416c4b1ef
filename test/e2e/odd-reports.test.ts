import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../../src/errors.ts';
import type { Verdict } from '../../src/history/record.ts';
import { everythingIn, type HistoryView } from '../../src/history/view.ts';
import { type Random, random } from '../../src/math/random.ts';
import { catalog } from '../../src/pruners/catalog.ts';
import type { Pruner } from '../../src/pruners/pruner.ts';
import { pb2 } from '../../src/samplers/population/pb2.ts';
import { pbt } from '../../src/samplers/population/pbt.ts';
import { random as randomly } from '../../src/samplers/random.ts';
import type { Sampler, SamplerRun } from '../../src/samplers/sampler.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy } from '../../src/study/opening/create.ts';
import { type OddSteps, stepWarnings } from '../../src/study/telling/steps.ts';
import type { Study } from '../../src/study/study.ts';
import type { Trial } from '../../src/study/trial.ts';

// What programs report that know no order: to every pruner, and to populations.

const LAST = 9;
const TRIALS = 60;
const LATEST = 2 ** 31 - 1;

type Report = readonly [step: number, loss: number];

/** What may become of a curve on its way, by name. */
const ODDITIES: Readonly<Record<string, (curve: readonly Report[], chance: Random) => readonly Report[]>> = {
  none: (curve) => curve,
  'steps go backwards': (curve) => [...curve.slice(0, 2), ...curve.slice(2).toReversed()],
  'steps repeat, with other numbers': (curve) =>
    curve.flatMap(([step, loss]): Report[] => [
      [step, loss],
      [step, loss - 5],
    ]),
  'steps skip': (curve, chance) => curve.filter(() => chance.uniform() < 0.4),
  'steps skip to the end of all numbers': ([first, ...rest]) => [first!, [LATEST, rest[0]![1]], ...rest],
  'steps begin at 0': (curve) => [[0, 3], ...curve],
  'steps never come': () => [],
  'some are NaN': (curve, chance) => curve.map(([step, loss]) => [step, chance.uniform() < 0.4 ? Number.NaN : loss]),
  'all are NaN': (curve) => curve.map(([step]) => [step, Number.NaN]),
  'some are infinite': (curve, chance) =>
    curve.map(([step, loss]) => [step, chance.uniform() < 0.4 ? Number.POSITIVE_INFINITY : loss]),
  'one is endlessly good': (curve) => curve.map(([step, loss]) => [step, step === 3 ? Number.NEGATIVE_INFINITY : loss]),
  'one is huge': (curve) => curve.map(([step, loss]) => [step, step === 2 ? Number.MAX_VALUE : loss]),
};
const NAMES = Object.keys(ODDITIES);

function curveOf(x: number, number: number): readonly Report[] {
  const chance = random(5).fork(number);
  const curve = Array.from({ length: LAST }, (_, i): Report => [i + 1, x * x + 1 / (i + 1) + 0.1 * chance.uniform()]);
  return ODDITIES[NAMES[number % NAMES.length]!]!(curve, chance);
}

/** A program that reports so, ends when it is told to, and starts anew or goes on from what it said that it had saved. */
async function program(x: number, trial: Trial, said: Map<string, number>): Promise<number> {
  for (const [step, loss] of curveOf(x, trial.number)) {
    if (step <= (trial.resume?.step ?? -1)) continue;
    if (trial.number % 2 === 0) trial.setCheckpoint(`after ${step}`, step);
    await trial.report(loss, step);
    const key = `${trial.number} ${step}`;
    if (!said.has(key)) said.set(key, loss);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return x * x;
}

/** The pruner, each verdict of which is compared with that of a run that hears of everything at once. */
function checked(inner: Pruner, verdicts: Set<Verdict>): Pruner {
  return {
    ...inner,
    start(problem) {
      const run = inner.start(problem);
      let history: HistoryView;
      return {
        until: (row) => run.until?.(row) ?? null,
        promote: () => run.promote?.() ?? null,
        why: (row) => run.why?.(row) ?? null,
        observe(seen, delta) {
          history = seen;
          run.observe(seen, delta);
        },
        judge(row) {
          const verdict = run.judge(row);
          const fresh = inner.start(problem);
          fresh.observe(history, everythingIn(history));
          expect([row, fresh.judge(row), fresh.why?.(row)]).toEqual([row, verdict, run.why?.(row)]);
          verdicts.add(verdict);
          return verdict;
        },
      };
    },
  };
}

/** The first report of a step stands, in the order of steps; odd ones are noted with the trial. */
function checkKept(study: Pick<Study, 'history'>, said: ReadonlyMap<string, number>): void {
  const { history } = study;
  let count = 0;
  let oddities = 0;
  for (let row = 0; row < history.size; row++) {
    const { steps, losses } = history.reports(row);
    expect(Array.from(steps)).toEqual(Array.from(steps).toSorted((a, b) => a - b));
    steps.forEach((step, i) => expect([row, step, losses[i]]).toEqual([row, step, said.get(`${row} ${step}`)]));
    count += steps.length;
    const odd = history.attribute(row, 'system', 'vernier:steps') as Partial<OddSteps> | undefined;
    if (odd !== undefined) oddities += odd.repeated! + odd.backwards!;
    if (odd !== undefined) expect(stepWarnings(history.record(row)).length).toBeGreaterThan(0);
    expect(history.state(row)).not.toBe('failed');
  }
  expect(count).toBe(said.size);
  expect(oddities).toBeGreaterThan(3);
}

const PRUNERS = catalog.flatMap(({ name, create, defaults }): readonly (readonly [string, () => Pruner])[] => [
  [name, () => create(defaults as never)],
  ...('mode' in defaults
    ? [[`${name} by promotion`, () => create({ ...defaults, mode: 'promote' } as never)] as const]
    : []),
]);

describe('steps without order, and numbers that are none', () => {
  test.each(PRUNERS)('%s: all is kept, and verdicts depend on what is known alone', async (_, pruner) => {
    const said = new Map<string, number>();
    const verdicts = new Set<Verdict>();
    const study = await createStudy({
      space: space({ x: float(-2, 2) }),
      sampler: randomly(),
      pruner: checked(pruner(), verdicts),
      fidelity: { name: 'epoch', min: 1, max: LAST },
      seed: 2,
    });
    const { stoppedBy } = await study.optimize(({ x }, trial) => program(x, trial, said), {
      trials: TRIALS,
      concurrency: 3,
    });
    expect(stoppedBy).toBe('trials');
    expect(study.history.size).toBe(TRIALS);
    expect(study.history.open).toEqual([]);
    expect(verdicts.has('continue')).toBe(true);
    checkKept(study, said);
  });

  test.each<[string, () => Sampler]>([
    ['pbt', () => pbt({ population: 12, interval: 2 })],
    ['pb2', () => pb2({ population: 12, interval: 2 })],
    ['pbt of every step', () => pbt({ population: 12, interval: 1 })],
  ])('%s: all members come to their end, and all is kept', async (_, sampler) => {
    const said = new Map<string, number>();
    const study = await createStudy({
      space: space({ x: float(-2, 2) }),
      sampler: sampler(),
      fidelity: { name: 'epoch', min: 1, max: LAST },
      seed: 2,
    });
    const { stoppedBy } = await study.optimize(({ x }, trial) => program(x, trial, said), {
      trials: 400,
      concurrency: 3,
    });
    expect(stoppedBy).toBe('exhausted');
    expect(study.history.size).toBeLessThan(400);
    const { history } = study;
    const states = Array.from({ length: history.size }, (_, row) => history.state(row));
    expect(states.filter((state) => state === 'complete').length).toBe(12);
    checkKept(study, said);
    const fresh = sampler().start({
      space: space({ x: float(-2, 2) }),
      objectives: study.objectives,
      judgeBy: { kind: 'objective', name: 'value' },
      budget: 400,
      fidelity: { name: 'epoch', min: 1, max: LAST },
      seed: 2,
    }) as SamplerRun;
    fresh.observe(history, everythingIn(history));
    expect([fresh.members!.room(), fresh.members!.promote()]).toEqual([0, null]);
  });
});
