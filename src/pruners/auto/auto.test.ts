import { describe, expect, test } from 'vitest';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { curve } from '../curve/curve.ts';
import { freezeThaw } from '../curve/freeze-thaw.ts';
import { asha } from '../halving/asha.ts';
import type { Pruner } from '../pruner.ts';
import { runnerOf, told } from '../told.test-support.ts';
import { auto } from './auto.ts';

const epochs = { fidelity: { name: 'epoch', min: 1, max: 27 } };

/** Verdicts on trial n's curve of (n + 1) · 10 / step, each until it is not to go on. */
function verdicts(pruner: Pruner, isSaving: boolean, changes = {}): string[] {
  const { report, end, take } = told(pruner, { ...epochs, ...changes });
  return Array.from({ length: 12 }, (_, trial) => {
    const said: string[] = [];
    for (let step = 1; step <= 27; step++) {
      said.push(report(trial, step, (trial + 1) * (1 + 10 / step)));
      if (isSaving) {
        const value = { step, checkpoint: 'kept' };
        take({ type: 'attributed', id: trial, owner: 'system', key: 'vernier:checkpoint', value });
      }
      if (said.at(-1) !== 'continue') break;
    }
    if (said.at(-1) === 'continue') end(trial);
    else if (said.at(-1) === 'stop') end(trial, 'pruned');
    else take({ type: 'paused', id: trial, checkpoint: 'kept', at: 2 });
    return said.join();
  });
}

describe('chooses', () => {
  test('curve, which stops, while no trial has kept a checkpoint', () => {
    expect(verdicts(auto(), false)).toEqual(verdicts(curve(), false));
    expect(verdicts(auto(), false).some((said) => said.endsWith('stop'))).toBe(true);
  });

  test('freezeThaw, which pauses, once one has', () => {
    expect(verdicts(auto(), true)).toEqual(verdicts(freezeThaw(), true));
    expect(verdicts(auto(), true).some((said) => said.endsWith('pause'))).toBe(true);
  });

  test('curve, where checkpoints are named at the very end alone: the trained models', () => {
    const { run, take, report, end } = told(auto(), epochs);
    const other = told(curve(), epochs);
    const named = (id: number, first: number, step: number): void =>
      take({ type: 'attributed', id, owner: 'system', key: 'vernier:checkpoint', value: { first, step } });
    for (let trial = 0; trial < 2; trial++) {
      for (let step = 1; step <= 27; step++) {
        report(trial, step, 1 / step);
        other.report(trial, step, 1 / step);
      }
      named(trial, 27, 27);
      end(trial);
      other.end(trial);
    }
    report(2, 1, 1);
    other.report(2, 1, 1);
    named(2, 1, 1);
    expect(run.until!(2)).toBe(other.run.until!(2));
    report(2, 2, 1); // it goes on
    expect(run.until!(2)).not.toBe(other.run.until!(2));
  });

  test('halving for several objectives at once', () => {
    const objectives = [
      { name: 'loss', direction: 'minimize' },
      { name: 'size', direction: 'minimize' },
    ];
    const several = { objectives, judgeBy: { kind: 'all' } };
    expect(verdicts(auto(), false, several)).toEqual(verdicts(asha(), false, several));
    expect(verdicts(auto(), true, several).slice(1)).toEqual(
      verdicts(asha({ mode: 'promote' }), true, several).slice(1),
    );
  });

  test('anew where the trial that kept one is removed', () => {
    const { run, take, report } = told(auto(), epochs);
    report(0, 1, 1);
    take({ type: 'attributed', id: 0, owner: 'system', key: 'vernier:checkpoint', value: {} });
    const pausing = run.until!(0);
    take({ type: 'removed', id: 0 });
    report(1, 1, 1);
    expect(pausing).not.toBeNull();
    expect(run.judge(1)).toBe('continue');
  });
});

describe('pruner contract', () => prunerContract({ name: 'auto', create: () => auto() }, runnerOf(test)));
