import { describe, expect, test } from 'vitest';
import { CHECKPOINT } from '../../history/attribute-names.ts';
import { REPEATED } from '../../history/lineage.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { auto } from '../../pruners/auto/auto.ts';
import { freezeThaw } from '../../pruners/curve/freeze-thaw.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { hyperband } from '../../pruners/halving/hyperband.ts';
import { pasha } from '../../pruners/halving/pasha.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import { told } from '../../pruners/told.test-support.ts';
import { repeatOf } from './requeue.ts';

const EPOCHS = 27;
const TRIALS = 12;

/** Curves that cross again and again. */
const lossAt = (trial: number, step: number): number => 1 + 10 / step + Math.sin(trial * step);

/** What a promoted trial is told on its further way, from two steps behind the one at which it was paused on. */
function wayOf(pruner: Pruner, isLost: boolean): readonly unknown[] {
  const { run, take, history, report } = told(pruner, {
    fidelity: { name: 'epoch', min: 1, max: EPOCHS },
    budget: TRIALS,
    seed: 3,
  });
  const stepOf = (row: number): number => history.reports(row).steps.at(-1) ?? 0;
  const stepOn = (row: number, trial = row): string => {
    const step = stepOf(row) + 1;
    const verdict = report(row, step, lossAt(trial, step));
    const value = { step, checkpoint: `${step}`, seconds: step };
    take({ type: 'attributed', id: row, owner: 'system', key: CHECKPOINT, value });
    return verdict;
  };
  const pause = (row: number): void => take({ type: 'paused', id: row, checkpoint: 'kept', at: 1 });
  for (let row = 0; row < TRIALS; row++) {
    let verdict = 'continue';
    while (verdict === 'continue' && stepOf(row) < EPOCHS - 1) verdict = stepOn(row);
    pause(row);
  }
  for (let tries = 0; tries < TRIALS * EPOCHS; tries++) {
    const trial = run.promote!()!;
    take({ type: 'started', id: trial, at: 2 });
    const paused = stepOf(trial);
    let verdict = 'continue';
    while (verdict === 'continue' && stepOf(trial) < paused + 2 && stepOf(trial) < EPOCHS) verdict = stepOn(trial);
    if (verdict === 'continue' && stepOf(trial) < EPOCHS - 2) return fromThere(isLost ? repeated(trial) : trial, trial);
    if (stepOf(trial) < EPOCHS) pause(trial);
    else take({ type: 'finished', id: trial, state: 'complete', values: [lossAt(trial, EPOCHS)], at: 3 });
  }
  throw new Error('No promoted trial came far enough.');

  function fromThere(row: number, trial: number): readonly unknown[] {
    const told: unknown[] = [];
    for (let verdict = 'continue'; verdict === 'continue' && stepOf(row) < EPOCHS; ) {
      verdict = stepOn(row, trial);
      told.push([stepOf(row), verdict, run.until!(row)]);
    }
    return told;
  }

  function repeated(trial: number): number {
    const draft = repeatOf(history.record(trial), 1)!;
    const again = recordOf({ ...draft, state: 'running', startedAt: 3 }, TRIALS, TRIALS);
    const lost: Change[] = [
      { type: 'attributed', id: trial, owner: 'system', key: REPEATED, value: true },
      { type: 'finished', id: trial, state: 'failed', values: null, at: 3 },
    ];
    take(...lost, { type: 'trial', trial: again });
    return TRIALS;
  }
}

describe('a promoted trial that is lost goes on as if nothing had been', () => {
  test.each<[string, () => Pruner]>([
    ['asha', () => asha({ mode: 'promote' })],
    ['hyperband', () => hyperband({ mode: 'promote' })],
    ['pasha', () => pasha({ mode: 'promote' })],
    ['freezeThaw', freezeThaw],
    ['auto', auto],
  ])('%s', (_, create) => {
    const whole = wayOf(create(), false);
    expect(whole.length).toBeGreaterThan(0);
    expect(wayOf(create(), true)).toEqual(whole);
  });
});
