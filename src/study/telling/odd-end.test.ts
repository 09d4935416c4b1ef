import { expect, test } from 'vitest';
import { endIfPruned, type Trial } from '../trial.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { median } from '../../pruners/percentile/percentile.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from '../opening/create.ts';

type Params = { readonly x: number };
type Program = (params: Params, trial: Trial) => Promise<number>;

const MAX = 27;
const EPOCHS = { name: 'epoch', min: 1, max: MAX };
const loss = ({ x }: Params, epoch: number): number => x + 1 / epoch;

/** What is warned of in a study of three such runs, then and when it is opened again; and how many were complete. */
async function warned(program: Program, pruner: Pruner = asha(), fidelity: typeof EPOCHS | null = EPOCHS) {
  const storage = memory();
  const options = { sampler: random(), pruner, seed: 1, ...(fidelity === null ? {} : { fidelity }) };
  const study = await createStudy({ name: 'short', storage, space: space({ x: float(0, 1) }), ...options });
  const { complete } = await study.optimize(program, { trials: 3 });
  const again = await openStudy('short', { storage, ...options });
  expect(again.warnings).toEqual(study.warnings);
  return { complete, warnings: study.warnings, notes: study.history.record(0).systemAttributes['vernier:warning'] };
}

/** Trains until a step of its own, and reports every so many epochs. */
const until =
  (end: (trial: Trial) => number, every = 1): Program =>
  async (params, trial) => {
    const last = end(trial);
    for (let epoch = every; epoch <= last; epoch += every) {
      await trial.report(loss(params, epoch), epoch);
      endIfPruned(trial);
    }
    return loss(params, last);
  };

/** The same of a metric alone. */
const metricUntil =
  (last: number): Program =>
  async (_, trial) => {
    for (let epoch = 1; epoch <= last; epoch++) await trial.report({ accuracy: epoch } as never, epoch);
    return 1;
  };

test('a program that ends where it was only to be judged is warned of: its trial counts as a whole run', async () => {
  const told = (number: number): string =>
    `Trial ${number} ended at epoch 1, where it was only to be judged, and counts as a whole run, though one goes to 27: a program is to go on after that report until it is told to end.`;
  const once = until((trial) => trial.until ?? MAX);
  expect(await warned(once)).toEqual({ complete: 3, warnings: [0, 1, 2].map(told), notes: told(0) });
});

test('who goes on after that, and who ends elsewhere by itself, is not', async () => {
  const none = { complete: 3, warnings: [], notes: undefined };
  expect((await warned(until(() => MAX))).warnings).toEqual([]);
  expect((await warned(until(() => 2))).warnings).toEqual([]);
  const fromNought: Program = async (params, trial) => {
    for (let epoch = 0; epoch < MAX; epoch++) await trial.report(loss(params, epoch + 1), epoch);
    return loss(params, MAX);
  };
  expect(await warned(fromNought, asha({ minResource: MAX - 1 }))).toEqual(none);
  expect((await warned(until(() => 4, 2))).warnings).toEqual([]);
  expect(
    await warned(
      until(() => 1),
      median(),
    ),
  ).toEqual(none);
});

test('without a fidelity nobody knows how far a whole run goes', async () => {
  expect(
    (
      await warned(
        until((trial) => trial.until ?? 9),
        asha({ minResource: 3 }),
        null,
      )
    ).warnings,
  ).toEqual([]);
});

test.each([
  ['of the objective', until(() => 30)],
  ['of a metric', metricUntil(30)],
])('steps %s beyond the end of a whole run are warned of, once a trial', async (_, program) => {
  const { warnings, notes } = await warned(program, median());
  const told =
    'Trial 0 reported epoch 28, though a whole run goes to 27 (fidelity): from there on it is not judged. Let it report steps of that unit, or start a new study whose fidelity goes as far.';
  expect(notes).toBe(told);
  expect(warnings).toEqual([0, 1, 2].map((number) => told.replace('Trial 0', `Trial ${number}`)));
});
