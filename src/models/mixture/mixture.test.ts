import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, random } from '../../math/random.ts';
import { logAddExp } from '../../math/special.ts';
import { logNormalMass, logTruncatedNormal } from '../../math/truncnorm.ts';
import { type Axis, cellCentre } from './axis.ts';
import { Mixture, type MixtureOptions } from './mixture.ts';
import { OrderKernel } from './order-kernel.ts';
import { mixtureParts } from './parts.ts';
import { probe } from './probe.ts';

const EDGES = Float64Array.of(0, 0.1, 0.3, 0.35, 0.8, 1);
const AXES: readonly Axis[] = [
  { kind: 'real' },
  { kind: 'cells', edges: EDGES },
  { kind: 'choices', count: 3 },
  { kind: 'real', prior: { mean: 0.9, spread: 0.2 } },
  { kind: 'order', count: 4 },
];
const WIDTH = 8;
const OPTIONS: MixtureOptions = {
  floor: (kernels) => 1 / Math.min(100, kernels + 2),
  weight: (rank) => (rank < 2 ? 0.5 : 1),
  orderSharpness: 4,
};

const PARTS = await mixtureParts(true);

/** A point of AXES; some coordinates are missing where `gaps`. */
function pointFrom(stream: Random, gaps: boolean): number[] {
  const order = [0, 1, 2, 3].sort(() => stream.uniform() - 0.5);
  const point = [
    Math.round(8 * stream.uniform()) / 8,
    Math.floor(5 * stream.uniform()),
    Math.floor(3 * stream.uniform()),
    stream.uniform(),
  ];
  if (gaps) for (let a = 0; a < 4; a++) if (stream.uniform() < 0.2) point[a] = Number.NaN;
  return [...point, ...(gaps && stream.uniform() < 0.2 ? order.map(() => Number.NaN) : order)];
}

/** The same density, written down from its definition. */
function twin(members: ReadonlyMap<number, readonly number[]>, x: readonly number[]): number {
  const rows = [...members.keys()].sort((a, b) => a - b);
  const n = rows.length;
  const floor = OPTIONS.floor(n);
  const bandwidth = (row: number, position: (p: readonly number[]) => number): number => {
    const at = rows
      .filter((other) => !Number.isNaN(position(members.get(other)!)))
      .sort((a, b) => position(members.get(a)!) - position(members.get(b)!) || a - b);
    const i = at.indexOf(row);
    const here = position(members.get(row)!);
    const gaps = [at[i - 1], at[i + 1]].flatMap((other) =>
      other === undefined ? [] : [Math.abs(position(members.get(other)!) - here)],
    );
    return Math.max(floor, gaps.length === 0 ? Math.max(here, 1 - here) : Math.max(...gaps));
  };
  const kernel = new OrderKernel(4);
  const logFactor = (row: number | null, axis: number): number => {
    const own = row === null ? null : members.get(row)!;
    if (Number.isNaN(x[axis]!) || (own !== null && Number.isNaN(own[axis]!))) return 0;
    const kind = AXES[axis]!;
    switch (kind.kind) {
      case 'real': {
        const mean = own === null ? (kind.prior?.mean ?? 0.5) : own[axis]!;
        const sd = own === null ? (kind.prior?.spread ?? 1) : bandwidth(row!, (p) => p[axis]!);
        return logTruncatedNormal(x[axis]!, mean, sd, 0, 1);
      }
      case 'cells': {
        const mean = own === null ? 0.5 : cellCentre(EDGES, own[axis]!);
        const sd =
          own === null
            ? 1
            : bandwidth(row!, (p) => (Number.isNaN(p[axis]!) ? Number.NaN : cellCentre(EDGES, p[axis]!)));
        const [low, high] = [EDGES[x[axis]!]!, EDGES[x[axis]! + 1]!];
        return (
          logNormalMass((low - mean) / sd, (high - mean) / sd) -
          logNormalMass(-mean / sd, (1 - mean) / sd) -
          Math.log(high - low)
        );
      }
      case 'choices':
        return own === null ? 0 : Math.log((((own[axis] === x[axis] ? 1 : 0) + 1 / (n + 1)) / (1 + 3 / (n + 1))) * 3);
      case 'order': {
        if (own === null) return 0;
        const rate = OPTIONS.orderSharpness / kernel.meanDistance;
        const bits = new Int32Array(2 * kernel.words);
        kernel.bits(bits, 0, own, 4);
        kernel.bits(bits, kernel.words, x, 4);
        return -rate * kernel.distance(bits, 0, bits, kernel.words) - kernel.logMean(rate);
      }
    }
  };
  const weights = [1, ...rows.map((_, rank) => OPTIONS.weight(rank, n))];
  const total = weights.reduce((a, b) => a + b, 0);
  return [null, ...rows]
    .map((row, i) => Math.log(weights[i]! / total) + AXES.reduce((sum, _, axis) => sum + logFactor(row, axis), 0))
    .reduce(logAddExp);
}

describe('laws', () => {
  const seeds = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 14 }));

  test('the density is the one of the definition, gaps and priors included', () => {
    fc.assert(
      fc.property(seeds, ([seed, n]) => {
        const stream = random(seed);
        const mixture = new Mixture(AXES, OPTIONS, PARTS);
        const members = new Map<number, number[]>();
        for (let row = 0; row < n; row++) members.set(3 * row, pointFrom(stream, true));
        for (const [row, point] of members) mixture.add(row, point);
        mixture.prepare();
        const x = pointFrom(stream, true);
        const out = new Float64Array(1);
        mixture.logDensities(out, Float64Array.from(x), 1);
        expect(out[0]).toBeCloseTo(twin(members, x), 6);
      }),
    );
  });

  test('the way to a set of members leaves no trace, bit for bit', () => {
    fc.assert(
      fc.property(seeds, ([seed, n]) => {
        const stream = random(seed);
        const points = Array.from({ length: n + 6 }, () => pointFrom(stream, true));
        const straight = new Mixture(AXES, OPTIONS, PARTS);
        for (let row = 0; row < n; row++) straight.add(row, points[row]!);
        straight.prepare();
        const winding = new Mixture(AXES, OPTIONS, PARTS);
        for (let row = n + 5; row >= 0; row--) {
          winding.add(row, points[row]!);
          if (row % 3 === 0) winding.prepare();
        }
        for (let row = n; row < n + 6; row++) winding.remove(row);
        if (n > 0) {
          winding.remove(0);
          winding.prepare();
          winding.add(0, points[0]!);
        }
        winding.prepare();
        const x = Float64Array.from(Array.from({ length: 4 }, () => pointFrom(stream, false)).flat());
        const [a, b] = [new Float64Array(4), new Float64Array(4)];
        straight.logDensities(a, x, 4);
        winding.logDensities(b, x, 4);
        expect(b).toEqual(a);
      }),
    );
  });

  test('a probe follows single steps', () => {
    fc.assert(
      fc.property(seeds, ([seed, n]) => {
        const stream = random(seed);
        const mixture = new Mixture(AXES, OPTIONS, PARTS);
        for (let row = 0; row < n; row++) mixture.add(row, pointFrom(stream, true));
        mixture.prepare();
        const here = Float64Array.from(pointFrom(stream, false));
        const probed = probe(mixture, here);
        const density = (point: Float64Array): number => {
          const out = new Float64Array(1);
          mixture.logDensities(out, point, 1);
          return out[0]!;
        };
        expect(probed.logDensity).toBeCloseTo(density(here), 9);
        for (let axis = 0; axis < AXES.length; axis++) {
          const there = here.slice();
          const other = pointFrom(stream, false);
          const from = mixture.offsets[axis]!;
          for (let i = from; i < (mixture.offsets[axis + 1] ?? WIDTH); i++) there[i] = other[i]!;
          expect(probed.after(axis, here, there)).toBeCloseTo(density(there), 8);
          probed.accept();
          here.set(there);
        }
      }),
    );
  });
});

test('a long walk over orderings, some steps taken and some not, stays at the density; members may change between walks', () => {
  const mixture = new Mixture([{ kind: 'order', count: 12 }], OPTIONS, PARTS);
  const stream = random(5);
  const ordering = (): number[] => {
    const point = new Float64Array(12);
    mixture.draw(point, 0, 0, 0, stream); // of the prior
    return [...point];
  };
  for (let walk = 0; walk < 4; walk++) {
    for (let row = 0; row < 5; row++) mixture.add(5 * walk + row, ordering());
    if (walk > 1) mixture.remove(walk);
    mixture.prepare();
    const here = Float64Array.from(ordering());
    const there = here.slice();
    const probed = probe(mixture, here);
    const out = new Float64Array(1);
    for (let step = 0; step < 60; step++) {
      mixture.step(there, 0, stream);
      const told = probed.after(0, here, there);
      mixture.logDensities(out, there, 1);
      expect(told).toBeCloseTo(out[0]!, 8);
      if (stream.uniform() < 0.5) {
        probed.accept();
        here.set(there);
      } else there.set(here);
    }
  }
});

test('a thousand choices cost no thousand times a thousand', () => {
  const time = (count: number): number => {
    const mixture = new Mixture([{ kind: 'choices', count }], OPTIONS, PARTS);
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < 30; row++) {
      mixture.add(row, [row % count]);
      const began = performance.now();
      for (let i = 0; i < 20; i++) mixture.prepare();
      least = Math.min(least, performance.now() - began);
    }
    return least;
  };
  time(10);
  expect(time(1000)).toBeLessThan(500 * time(10)); // a table for each choice: 10,000 times
});

test('draws follow the density', () => {
  const stream = random(7);
  const axes: readonly Axis[] = [{ kind: 'real' }, { kind: 'cells', edges: EDGES }, { kind: 'choices', count: 3 }];
  const mixture = new Mixture(axes, OPTIONS, PARTS);
  [
    [0.2, 1, 0],
    [0.25, 3, 2],
    [0.9, 3, 2],
  ].forEach((point, row) => mixture.add(row, point));
  mixture.prepare();
  const draws = 20_000;
  const counts = new Map<string, number>();
  const point = new Float64Array(3);
  for (let i = 0; i < draws; i++) {
    const kernel = mixture.pick(stream);
    for (const axis of [0, 1, 2]) mixture.draw(point, 0, axis, kernel, stream);
    const key = `${Math.floor(4 * point[0]!)} ${point[1]} ${point[2]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let chi = 0;
  let cells = 0;
  const steps = 200;
  for (let quarter = 0; quarter < 4; quarter++)
    for (let cell = 0; cell < 5; cell++)
      for (let choice = 0; choice < 3; choice++) {
        const flat = new Float64Array(3 * steps);
        for (let i = 0; i < steps; i++) flat.set([(quarter + (i + 0.5) / steps) / 4, cell, choice], 3 * i);
        const out = new Float64Array(steps);
        mixture.logDensities(out, flat, steps);
        const mean = out.reduce((sum, log) => sum + Math.exp(log), 0) / steps;
        const wanted = (draws * mean * (EDGES[cell + 1]! - EDGES[cell]!)) / 4 / 3;
        chi += ((counts.get(`${quarter} ${cell} ${choice}`) ?? 0) - wanted) ** 2 / wanted;
        cells++;
      }
  expect(chi).toBeLessThan(cells - 1 + 4 * Math.sqrt(2 * (cells - 1)));
});
