import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Executor } from '../../src/execution/executor.ts';
import { inline } from '../../src/execution/inline.ts';
import type { TrialRecord } from '../../src/history/record.ts';
import { command } from '../../src/node/executors/command.ts';
import { threads } from '../../src/node/executors/threads.ts';
import { median } from '../../src/pruners/percentile/percentile.ts';
import { random } from '../../src/samplers/random.ts';
import { categorical } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { memory } from '../../src/storage/memory.ts';
import { createStudy } from '../../src/study/opening/create.ts';
import { stepWarnings } from '../../src/study/telling/steps.ts';
import { trialHandle } from '../../src/study/trial.ts';
import objective, { COURSES, type Course } from '../programs/odd-steps.ts';

const FILE = fileURLToPath(new URL('../programs/odd-steps.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-steps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXECUTORS: Readonly<Record<string, () => Executor>> = {
  inline: () =>
    inline((task, port, signal) => objective(task.params as { course: Course }, trialHandle(task, port, signal))),
  threads: () => threads(FILE, { count: 1 }),
  command: () => command([process.execPath, '-e', PROGRAM], { folder }),
};

/** The same as a program of its own: a line a report. */
const PROGRAM = `
const courses = ${JSON.stringify(COURSES, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))};
const { course } = JSON.parse(process.env.VERNIER_PARAMS);
for (const [step, value] of courses[course]) console.log('vernier ' + JSON.stringify({ step, value }));
console.log('vernier {"value": 0.1}');
`;

/** Runs one trial of each course, judged by a pruner that has nobody to compare it with. */
async function ran(executor: Executor): Promise<ReadonlyMap<Course, TrialRecord>> {
  const courses = Object.keys(COURSES) as Course[];
  const study = await createStudy({
    space: space({ course: categorical(courses) }),
    sampler: random(),
    pruner: median({ startup: 100 }),
    storage: memory(),
    duplicates: 'allow',
  });
  for (const course of courses) await study.enqueue({ course });
  await study.optimize(executor, { trials: courses.length });
  await executor.close();
  return new Map(courses.map((course, row) => [course, study.history.record(row)]));
}

describe.each(Object.entries(EXECUTORS).filter(([name]) => name !== 'command' || process.platform !== 'win32'))(
  'steps over %s',
  (_, create) => {
    test('that go backwards, repeat, skip or never come, NaN and infinities are kept; others fail in words', async () => {
      const trials = await ran(create());
      const of = (course: Course): TrialRecord => trials.get(course)!;

      expect(of('backwards').reports).toEqual([
        [1, [0.5]],
        [2, [0.3]],
        [3, [0.4]],
        [4, [0.2]],
      ]);
      expect(stepWarnings(of('backwards'))).toEqual([
        'Its steps went backwards (once, last from 3 to 2): reports are kept in the order of their steps.',
      ]);
      expect(of('backwards').systemAttributes['vernier:warning']).toMatch(/^The steps of a trial went backwards: /);
      expect(of('repeated').systemAttributes).not.toHaveProperty('vernier:warning');
      expect(of('repeated').reports).toEqual([
        [1, [0.5]],
        [2, [0.4]],
        [3, [0.3]],
      ]);
      expect(of('repeated').systemAttributes['vernier:steps']).toEqual({
        repeated: 1,
        backwards: 0,
        last: { step: 2, after: 2, values: [0.9] },
      });
      expect(stepWarnings(of('repeated'))).toEqual([
        'It reported a step again (once, last step 2 after step 2): of the objective the first value of a step stands, of a metric the last.',
      ]);
      expect(of('skipped').reports).toEqual([
        [1, [0.5]],
        [10, [0.4]],
        [2_000_000_000, [0.3]],
      ]);
      expect(of('none').reports).toEqual([]);
      expect(of('nan').reports).toEqual([
        [1, [Number.NaN]],
        [2, [0.4]],
      ]);
      expect(of('infinite').reports).toEqual([
        [1, [Infinity]],
        [2, [0.4]],
      ]);
      for (const course of ['backwards', 'repeated', 'skipped', 'none', 'nan', 'infinite'] as const)
        expect(of(course)).toMatchObject({ state: 'complete', values: [0.1] });
      for (const course of ['skipped', 'none', 'nan', 'infinite'] as const)
        expect(stepWarnings(of(course))).toEqual([]);

      for (const course of ['negative', 'fraction', 'huge'] as const) {
        expect([course, of(course).state, of(course).reports]).toEqual([course, 'failed', [[1, [0.5]]]]);
        const { message } = of(course).systemAttributes['vernier:error'] as { readonly message: string };
        expect(message).toMatch(/step.*(-1|1\.5|2147483648)/);
      }
    }, 60_000);
  },
);
