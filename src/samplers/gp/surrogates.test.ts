import { describe, expect, test } from 'vitest';
import { evidenceOf, type Told } from '../../../test/evidence.ts';
import { History } from '../../history/history.ts';
import { type Json, recordOf } from '../../history/record.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { Features } from '../../space/features.ts';
import { objectiveOutputs } from './outputs.ts';
import type { FitNote } from './regression.ts';
import { settings } from './settings.ts';
import { type Fitted, Surrogates } from './surrogates.ts';

const chosen = { ...settings({}), evaluations: 5 };
const features = new Features(space({ x: float(0, 1) }));
const GOOD: readonly Told[] = [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => ({ values: [x], losses: [(x - 0.4) ** 2] }));

/** Surrogates of such trials, and a way to ask them. */
function surrogatesOf(trials: readonly Told[]) {
  const evidence = evidenceOf(features.space, trials);
  const surrogates = new Surrogates(features, evidence, chosen, null);
  const of = (awaited: readonly number[] = [], fits = new Map<string, FitNote>()): Fitted =>
    surrogates.of(
      objectiveOutputs(evidence, features, chosen.warps),
      awaited.map((x) => Float64Array.of(x)),
      fits,
    );
  return { surrogates, of };
}

/** A history whose trials' notes hold such fits of the objective. */
function noted(...fits: readonly FitNote[]): History {
  const history = new History([{ name: 'f', direction: 'minimize' }]);
  history.apply(
    fits.map((fit, n) => {
      const systemAttributes = { 'vernier:notes': { fits: { 'loss:0': fit } } as unknown as Json };
      return { type: 'trial', trial: recordOf({ state: 'complete', values: [0], systemAttributes }, n, n) };
    }),
  );
  return history;
}

const delta = (rows: readonly number[], reset = false) => ({ rows: Int32Array.from(rows), reset });

function predicted({ models }: Fitted, x: number) {
  const mean = new Float64Array(1);
  const sd = new Float64Array(1);
  models[0]!.process.predict(mean, sd, Float64Array.of(x), 1);
  return { mean: mean[0]!, sd: sd[0]! };
}

test('there is a model for each output: objectives, then constraints, then crashes', () => {
  const told = GOOD.map((trial, i) => ({ ...trial, constraints: { size: i - 2 } }));
  const { models, fresh } = surrogatesOf([...told, { values: [0.95], losses: null }]).of();
  expect(models.map(({ output }) => output.key)).toEqual(['loss:0', 'constraint:size', 'crash']);
  expect(Object.keys(fresh)).toEqual(['loss:0', 'constraint:size', 'crash']);
});

test('where a result is awaited there is less doubt, and no other expectation', () => {
  const { of } = surrogatesOf(GOOD);
  const before = predicted(of(), 0.2);
  const after = predicted(of([0.2]), 0.2);
  expect(after.sd).toBeLessThan(0.9 * before.sd);
  expect(after.mean).toBeCloseTo(before.mean, 8);
});

describe('a fit', () => {
  test('is made once in an ask', () => {
    const fits = new Map<string, FitNote>();
    const { of } = surrogatesOf(GOOD);
    const { fresh } = of([], fits);
    expect(fresh['loss:0']).toMatchObject({ n: 5 });
    expect(fits.get('loss:0')).toBe(fresh['loss:0']);
    expect(of([0.2], fits).fresh).toEqual({});
  });

  test('is not made where the notes of a trial hold it', () => {
    const fit = surrogatesOf(GOOD).of().fresh['loss:0']!;
    const { surrogates, of } = surrogatesOf(GOOD);
    surrogates.observe(noted(fit), delta([0]));
    expect(of().fresh).toEqual({});
  });

  test('of the newest trial is taken, in whatever order the trials come', () => {
    const fit = surrogatesOf(GOOD).of().fresh['loss:0']!;
    const history = noted({ ...fit, n: 4 }, fit);
    for (const rows of [
      [0, 1],
      [1, 0],
    ]) {
      const { surrogates, of } = surrogatesOf(GOOD);
      for (const row of rows) surrogates.observe(history, delta([row]));
      expect(of().fresh).toEqual({});
    }
  });

  test('is forgotten where a reset history has it no more', () => {
    const { surrogates, of } = surrogatesOf(GOOD);
    surrogates.observe(noted(of().fresh['loss:0']!), delta([0]));
    surrogates.observe(noted(), delta([], true));
    expect(Object.keys(of().fresh)).toEqual(['loss:0']);
  });
});
