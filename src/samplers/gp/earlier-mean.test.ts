import { expect, test } from 'vitest';
import { belief } from '../../models/gp/fit.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { EarlierMean } from './earlier-mean.ts';
import { Features } from '../../space/features.ts';
import type { Output } from './outputs.ts';

const { layout } = new Features(space({ x: float(0, 1), y: float(0, 1) }));
const points = Float64Array.of(0.1, 0.2, 0.9, 0.3, 0.4, 0.8, 0.6, 0.5);

/** A process that knows four points. */
function processOf(...targets: number[]): GaussianProcess {
  const process = new GaussianProcess(layout, belief(layout.groups).mean);
  process.condition(points, 4, Float64Array.from(targets), 4);
  return process;
}

function meanOf(targets: readonly number[], trust: number): EarlierMean {
  const known = Float64Array.from(targets);
  return new EarlierMean([{ model: processOf(...targets), share: 1, known }], trust);
}

function outputOf(targets: readonly number[]): Output {
  const own = Float64Array.from(targets);
  const warps = [{ name: 'none' as const, targets: own, logSlopes: new Float64Array(4) }];
  return { key: 'loss:0', rows: [0, 1, 2, 3], results: 4, warps, better: [0, 1], limit: Number.NaN };
}

const earlier = [-1, 1.2, 0.3, -0.5];

test('a study that says the same leaves little to learn, one that says the opposite takes nothing away', () => {
  const rest = meanOf(earlier, 1).rest(outputOf(earlier)).warps[0]!.targets;
  expect(Math.max(...rest.map(Math.abs))).toBeLessThan(0.01);
  const opposite = earlier.map((target) => -target);
  const left = meanOf(opposite, 1).rest(outputOf(earlier)).warps[0]!.targets;
  const middle = earlier.reduce((sum, target) => sum + target, 0) / 4;
  left.forEach((target, i) => expect(target).toBeCloseTo(earlier[i]! - middle, 12));
});

test('a study that is trusted by half is taken away by half', () => {
  const whole = meanOf(earlier, 1).rest(outputOf([2, -1, 0, 1])).warps[0]!.targets;
  const half = meanOf(earlier, 0.5).rest(outputOf([2, -1, 0, 1])).warps[0]!.targets;
  [2, -1, 0, 1].forEach((target, i) => expect(half[i]).toBeCloseTo((target + whole[i]!) / 2, 12));
});

test('what was taken away is put back: the process on top of the mean knows the results', () => {
  const own = [1.5, -0.7, 0.2, -1];
  const mean = meanOf(earlier, 0.8);
  const rest = mean.rest(outputOf(own)).warps[0]!.targets;
  const predictor = mean.under(processOf(...rest), Float64Array.from(own));
  const [means, sds] = [new Float64Array(4), new Float64Array(4)];
  predictor.predict(means, sds, points, 4);
  own.forEach((target, i) => expect(Math.abs(means[i]! - target)).toBeLessThan(0.1));
  const alone = new Float64Array(4);
  predictor.means(alone, points, 4);
  expect(alone).toEqual(means);
});

test('the gradient is that of the mean', () => {
  const predictor = meanOf(earlier, 0.8).under(processOf(0.3, -0.2, 0.1, 0), Float64Array.of(1.5, -0.7, 0.2, -1));
  const at = Float64Array.of(0.37, 0.61);
  const [ofMean, ofSd] = [new Float64Array(2), new Float64Array(2)];
  const [value] = predictor.gradient(at, ofMean, ofSd);
  const valueAt = (x: number, y: number): number => {
    const found = new Float64Array(1);
    predictor.means(found, Float64Array.of(x, y), 1);
    return found[0]!;
  };
  expect(value).toBeCloseTo(valueAt(0.37, 0.61), 10);
  expect(ofMean[0]).toBeCloseTo((valueAt(0.37 + 1e-5, 0.61) - valueAt(0.37 - 1e-5, 0.61)) / 2e-5, 6);
  expect(ofMean[1]).toBeCloseTo((valueAt(0.37, 0.61 + 1e-5) - valueAt(0.37, 0.61 - 1e-5)) / 2e-5, 6);
});
